import { describe, expect, it } from "vitest";
import type { Source } from "../../../../src/core/groundedAnswer.ts";
import { isAbstention, verifyCitations } from "../../../../src/retrieval/grounding/verifyCitations.ts";

const sources: Source[] = [
  {
    number: 1,
    path: "src/lock.ts",
    startLine: 1,
    endLine: 3,
    text: "/** A run is locked by a file. */\nconst waitMs = 250;",
  },
  { number: 2, path: "docs/train.md", startLine: 5, endLine: 9, text: "A checkpoint is written\nafter every epoch." },
];
const verdicts = (answer: string): string[] =>
  verifyCitations(answer, sources).map(({ citations }) =>
    citations.map(({ number, by, isVerified }) => `${number} ${by} ${isVerified ? "yes" : "no"}`).join(", "),
  );

describe("citations of an answer", () => {
  it("are verified where the cited lines hold the sentence's words", () => {
    expect(verdicts("A run is locked by a file [1]. Checkpoints are written after each epoch [2].")).toEqual([
      "1 model yes",
      "2 model yes",
    ]);
  });

  it("are asked of code, and not of what fences it", () => {
    expect(verdicts("```typescript\nconst waitMs = 250;\n```")).toEqual(["1 match yes"]);
  });

  it("are not where the lines say something else", () => {
    expect(verdicts("The adapter is uploaded to a server [1].")).toEqual(["1 model no"]);
    expect(verdicts("A run is locked by a file [2].")).toEqual(["2 model no"]);
  });

  it("are not where a number differs", () => {
    expect(verdicts("The run lock waitMs is 250 [1].")).toEqual(["1 model yes"]);
    expect(verdicts("The run lock waitMs is 300 [1].")).toEqual(["1 model no"]);
  });

  it("are not where a quote does not stand in the lines", () => {
    expect(verdicts('It says "a checkpoint is written after every epoch" [2].'.replace("a check", "A check"))).toEqual([
      "2 model yes",
    ]);
    expect(verdicts('It says "a checkpoint is written before every epoch" [2].')).toEqual(["2 model no"]);
    expect(verdicts("A run is locked by a file, `lockFile()` [1].")).toEqual(["1 model no"]);
  });

  it("are not where there is no such source", () => {
    const [statement] = verifyCitations("A run is locked by a file [7].", sources);
    expect(statement?.citations).toEqual([{ number: 7, by: "model", isVerified: false }]);
  });

  it("behind a full stop belong to the sentence before it", () => {
    expect(verdicts("A run is locked by a file. [1] A checkpoint is written. [2]")).toEqual([
      "1 model yes",
      "2 model yes",
    ]);
  });

  it("of several sources are each verified", () => {
    expect(verdicts("A run is locked by a file [1, 2].")).toEqual(["1 model yes, 2 model no"]);
  });

  it("are found for a sentence that names no source, if one holds it", () => {
    expect(verdicts("A run is locked by a file.\nEverything is sent to the cloud.")).toEqual(["1 match yes", ""]);
  });

  it("are not found for a few words that stand anywhere", () => {
    expect(verdicts("A run.")).toEqual([""]);
  });

  it("stay cheap over a hostile answer", () => {
    expect(
      verdicts(`${"[1".repeat(5000)} ${"[1, ".repeat(5000)} ${'"`'.repeat(5000)}. `.repeat(3)).length,
    ).toBeLessThan(10);
  });

  it("are not looked for where the answer abstains", () => {
    expect(isAbstention(" the sources do not say")).toBe(true);
    expect(isAbstention("The sources say so.")).toBe(false);
  });
});
