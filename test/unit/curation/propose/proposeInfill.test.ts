import { describe, expect, it } from "vitest";
import { proposeInfill } from "../../../../src/curation/propose/proposeInfill.ts";
import { proposeRawText } from "../../../../src/curation/propose/proposeRawText.ts";
import { bracketBalance } from "../../../../src/curation/propose/snippet.ts";
import { proposalsFrom } from "../../../support/proposals.ts";
import { manyLanguages } from "../../../support/manyLanguages.ts";

const body = (count: number): string =>
  Array.from({ length: count }, (_, i) => `  if (text.length > ${i}) {\n    parts.push(text.slice(${i}));\n  }`).join(
    "\n",
  );
const source = Array.from(
  { length: 30 },
  (_, i) =>
    `export function cut${i}(text: string): string[] {\n  const parts: string[] = [];\n${body(i)}\n  return parts;\n}\n`,
).join("\n");

describe("gaps in code", () => {
  it("give the file back when they are filled", async () => {
    const proposals = await proposalsFrom(proposeInfill, "a.ts", source);
    expect(proposals.length).toBeGreaterThan(25);
    for (const { content } of proposals) {
      if (content.form !== "infill") throw new Error("no gap");
      expect(source).toContain(content.prefix + content.middle + content.suffix);
    }
  });

  it("are whole statements: balanced, and followed by no deeper line", async () => {
    for (const { content } of await proposalsFrom(proposeInfill, "a.ts", source)) {
      if (content.form !== "infill") throw new Error("no gap");
      const lines = content.middle.split("\n");
      expect(lines.reduce((sum, line) => sum + bracketBalance(line), 0)).toBe(0);
      expect(lines[0]).toMatch(/^ {2}\S/);
      expect(content.suffix).toMatch(/^\n(?: {2})?\S/);
      expect(content.middle.length).toBeLessThanOrEqual(500);
      expect(content.prefix.length).toBeLessThanOrEqual(1000);
      expect(content.suffix.length).toBeLessThanOrEqual(500);
    }
  });

  it("are no docstrings", async () => {
    const [proposal] = await proposalsFrom(proposeInfill, "google.py", manyLanguages["google.py"] ?? "");
    expect(proposal?.content.form === "infill" && proposal.content.middle).not.toContain("Raises");
  });

  it("are not made of declarations without a body, nor of tests", async () => {
    expect(
      await proposalsFrom(proposeInfill, "a.d.ts", "export declare function cut(text: string): string[];\n"),
    ).toEqual([]);
    expect(await proposalsFrom(proposeInfill, "a.test.ts", source)).toEqual([]);
  });
});

describe("raw text", () => {
  it("is what the passages hold, but for licences and scraps", async () => {
    const text =
      "A text that is long enough to be read for its own sake, and that says more than one thing about its own subject, twice, so that it has more letters than a scrap of a heading ever has.";
    const [proposal] = await proposalsFrom(proposeRawText, "a.md", `# A\n\n${text}\n`);
    expect(proposal?.content).toEqual({ form: "text", text: `# A\n\n${text}` });
    expect(await proposalsFrom(proposeRawText, "LICENSE.md", `# A\n\n${text}\n`)).toEqual([]);
    expect(await proposalsFrom(proposeRawText, "a.md", "# A\n\nB\n")).toEqual([]);
  });
});
