import { describe, expect, it } from "vitest";
import type { TestChunk } from "../../../../src/core/chunk.ts";
import { proposeTests } from "../../../../src/curation/propose/proposeTests.ts";
import { linesOf } from "../../../../src/curation/propose/sourceLines.ts";
import { chunkedFile } from "../../../support/chunkedFile.ts";
import { pairOf, proposalsFrom } from "../../../support/proposals.ts";

describe("examples from tests", () => {
  it("quote the titles of a group, without those that are filled in or say nothing", async () => {
    const text = `describe("cut", () => {
  it("keeps every line of the text", () => {});
  it("is empty for an empty text", () => {});
  it("works", () => {});
  it.each([1])("takes size %d without complaint", () => {});
  describe("at blank lines", () => {
    it("cuts there wherever it can", () => {});
  });
});
`;
    const proposals = await proposalsFrom(proposeTests, "test/cut.test.ts", text);
    expect(proposals.map(({ anchor, content }) => [anchor, pairOf(content)[1]])).toEqual([
      ["cut", "- keeps every line of the text\n- is empty for an empty text"],
      ["cut > at blank lines", "cuts there wherever it can"],
    ]);
    expect(proposals[0] && pairOf(proposals[0].content)[0]).toContain('"cut"');
  });

  it("say that there are more where there are too many", () => {
    const tests = Array.from({ length: 30 }, (_, i): TestChunk => {
      const title = `keeps line number ${i} where it was`;
      return {
        kind: "test",
        titles: ["cut", title],
        text: title,
        source: { path: "a.test.ts", startLine: i + 1, endLine: i + 1 },
      };
    });
    const file = chunkedFile("a.test.ts", "typescript", tests, tests.map(({ text }) => text).join("\n"));
    const [proposal] = proposeTests.propose(file, linesOf(file));
    expect(proposal?.quotes).toHaveLength(12);
    expect(proposal && pairOf(proposal.content)[1]).toMatch(/^- keeps line number 0 [\s\S]*\n\nAnd more\.$/);
    expect(proposal?.source).toMatchObject({ startLine: 1, endLine: 12 });
  });
});
