import { describe, expect, it } from "vitest";
import { findingsWithin, foundTexts, redact, redactContent } from "../../../../src/curation/secrets/redact.ts";
import { scanText } from "../../../../src/curation/secrets/scanText.ts";
import { Generator } from "../../../fixtures/secrets/generate.ts";
import { plantedFiles } from "../../../fixtures/secrets/planted.ts";
import { chat } from "../../../support/duplicatePairs.ts";

const make = new Generator(8);

describe("redact", () => {
  it("puts the rule's name in place of what was found, everywhere it occurs", async () => {
    const word = make.password();
    const text = `password = "${word}";\nlogin("app", "${word}"); // ${word}\n`;
    const redacted = redact(text, await scanText(text, "a.ts"));
    expect(redacted).toBe(
      'password = "<redacted:assigned-secret>";\nlogin("app", "<redacted:assigned-secret>"); // <redacted:assigned-secret>\n',
    );
  });

  it("leaves nothing that was planted, and nothing to find", async () => {
    for (const { path, text, planted } of plantedFiles(6)) {
      const redacted = redact(text, await scanText(text, path));
      for (const secret of planted) expect(redacted.includes(secret.text), path).toBe(false);
      expect(await scanText(redacted, path), path).toEqual([]);
    }
  });

  it("changes nothing else, and takes patterns of replacement for plain text", async () => {
    const text = "Nothing to see: $& $1.";
    expect(redact(text, await scanText(text, "a.md"))).toBe(text);
  });
});

describe("what was found in a file, in its examples", () => {
  it("is found and taken out by its text, whatever stands around it", async () => {
    const word = make.password();
    const file = `DB_PASSWORD=${word}\n`;
    const found = foundTexts(file, await scanText(file, ".env"));
    const example = chat("a", "What is the value?", `It is ${word}, always ${word}.`);
    expect(findingsWithin(example, found)).toEqual([found[0]?.finding]);
    expect(redactContent(example, found)).toMatchObject({
      messages: [
        { content: "What is the value?" },
        { content: "It is <redacted:assigned-secret>, always <redacted:assigned-secret>." },
      ],
    });
    expect(findingsWithin(chat("b", "What?", "Nothing."), found)).toEqual([]);
  });

  it("is found where an example holds a part of a key only", async () => {
    const key = make.pem("RSA ");
    const found = foundTexts(key, await scanText(key, "id_rsa"));
    const middle = key.split("\n").slice(3, 5).join("\n");
    expect(findingsWithin(chat("a", "What?", middle), found)).toHaveLength(1);
    expect(redactContent(chat("a", "What?", middle), found)).toMatchObject({
      messages: [{}, { content: "<redacted:private-key>\n<redacted:private-key>" }],
    });
    expect(findingsWithin(chat("b", "What?", key.split("\n")[0] ?? ""), found)).toEqual([]);
  });
});
