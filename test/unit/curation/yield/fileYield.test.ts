import { describe, expect, it } from "vitest";
import { at } from "../../../../src/base/at.ts";
import type { ChunkedFile } from "../../../../src/core/chunk.ts";
import type { Example, Provenance } from "../../../../src/core/example.ts";
import { textsOf } from "../../../../src/core/exampleText.ts";
import { contentsOf } from "../../../../src/corpus/contentsOf.ts";
import { languageOf } from "../../../../src/corpus/languages.ts";
import type { TextSignature } from "../../../../src/curation/duplicates/signature.ts";
import { DEFAULT_KINDS } from "../../../../src/curation/propose/kinds.ts";
import { mentionedNames } from "../../../../src/curation/propose/mentionedNames.ts";
import { type Card, cardOf, exampleOf } from "../../../../src/curation/yield/card.ts";
import { yieldOf } from "../../../../src/curation/yield/fileYield.ts";
import { decodeYield, encodeYield } from "../../../../src/curation/yield/yieldRecord.ts";
import { Generator } from "../../../fixtures/secrets/generate.ts";
import { proseOf } from "../../../support/prose.ts";

async function fileAt(path: string, text: string): Promise<ChunkedFile> {
  const language = languageOf(path);
  const contents = await contentsOf({ path, language }, text);
  if ("reason" in contents) throw new Error(contents.reason);
  return { path, hash: "0".repeat(64), ...contents };
}

/** All that a card is, as plain data. */
const shown = (card: Card): object => {
  const { question, answer, lengthOrder } = card.signature;
  const text = (each: TextSignature) => [each.key, each.exactKey, each.isShort, each.shingleCount, each.plain()];
  const { answer: answerTokens, texts } = card.tokens();
  return {
    ...[card.id, card.kind, card.source.path, card.source.startLine, card.contentHash, card.drawn, card.length],
    words: [card.answerWord, card.questionWord],
    rest: Buffer.from(card.rest()).toString(),
    lengthOrder,
    question: question && text(question),
    answer: [...text(answer), ...answer.hashes],
    tokens: [answerTokens, ...texts].map(({ words, start, end }) => [...words.subarray(start, end)]),
  };
};

const secret = new Generator(21).password();

describe("what a dataset takes from a file", () => {
  it("comes back whole from the record that is sent and kept, also where that is a part of a larger buffer", async () => {
    const code = `/** ${proseOf(1)} */\nexport function first(a: number): string {}\n\n/** ${proseOf(2)} */\nexport const second = 2;\n`;
    const yielded = await yieldOf(await fileAt("src/a.ts", code), DEFAULT_KINDS);
    expect(yielded.examples.length).toBeGreaterThan(2);
    const { text, bytes } = encodeYield(yielded);
    const held = Buffer.concat([Buffer.from("xyz"), bytes, Buffer.from("more")]).subarray(3, 3 + bytes.length);
    const { cards, names, facts, factsKey, ...rest } = decodeYield({ text, bytes: held });
    expect({ ...rest, facts: facts(), examples: cards.map(exampleOf) }).toEqual(yielded);
    expect([...names]).toEqual([...mentionedNames(yielded.facts)]);
    expect(factsKey).toMatch(/^[0-9a-f]{16}$/);
    for (const [index, example] of yielded.examples.entries()) {
      const made = cardOf(example as Example & { readonly source: Provenance });
      expect(shown(at(cards, index))).toEqual(shown(made));
    }
  });

  it("names the examples that hold a secret, with the secret's line and nothing of it", async () => {
    const text = `# A\n\n${proseOf(3)}\n\n## Access\n\n${proseOf(4)}\n\nUse password = "${secret}" there.\n`;
    const { examples, findings, secrets } = await yieldOf(await fileAt("docs/a.md", text), ["section"]);
    const holders = examples.filter((example) => textsOf(example).some((each) => each.includes(secret)));
    expect(holders).toHaveLength(1);
    expect(findings).toMatchObject([{ source: { path: "docs/a.md", startLine: 9 }, exampleIds: [holders[0]?.id] }]);
    expect(JSON.stringify(findings)).not.toContain(secret);
    expect(secrets[holders[0]?.id ?? ""]).toMatchObject([{ text: secret }]);
  });

  it("leaves a secret out of the facts that go into examples about other files", async () => {
    const text = `export function connect(password = "${secret}"): void {}\nexport function close(): void {}\n`;
    const { facts } = await yieldOf(await fileAt("src/a.ts", text), DEFAULT_KINDS);
    expect(JSON.stringify(facts)).not.toContain(secret);
    expect(facts.declarations.map(({ symbol }) => symbol)).toContain("close");
  });

  it("takes sections of HTML, though their text is not that of their lines, and finds secrets in them", async () => {
    const paragraph = (n: number, more = ""): string => `<p>${proseOf(n)}${more}</p>`;
    const html = `<html><body><h1>Guide</h1>\n${paragraph(5)}\n<h2>Access</h2>${paragraph(6)}${paragraph(7, ` Use password = "${secret}" there.`)}\n</body></html>\n`;
    const { examples, ungrounded, findings } = await yieldOf(await fileAt("docs/a.html", html), ["section"]);
    expect(ungrounded).toEqual({});
    expect(examples.length).toBeGreaterThanOrEqual(2);
    expect(findings).toHaveLength(1);
  });
});
