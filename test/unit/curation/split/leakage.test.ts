import { describe, expect, it } from "vitest";
import type { Example, Split } from "../../../../src/core/example.ts";
import { spanOf } from "../../../../src/curation/split/exampleTokens.ts";
import { leakage } from "../../../../src/curation/split/leakage.ts";
import { OVERLAP_TOKENS, SeenRuns } from "../../../../src/curation/split/seenRuns.ts";
import { tokenHashes } from "../../../../src/curation/duplicates/tokenHashes.ts";
import { Random } from "../../../../src/engine/data/random.ts";
import { chat } from "../../../support/duplicatePairs.ts";
import { proseOf } from "../../../support/prose.ts";

const placed = (split: Split, id: string, question: string, answer: string, path?: string): Example => ({
  ...chat(id, question, answer, path),
  split,
});

describe("leakage", () => {
  it("finds nothing where nothing is shared", () => {
    const words = (from: number) => Array.from({ length: 40 }, (_, i) => `word${from + i}`).join(" ");
    const { trainCount, test, validation } = leakage([
      placed("train", "a", "1?", words(0), "a.md"),
      placed("validation", "b", "2?", words(100), "b.md"),
      placed("test", "c", "3?", words(200), "c.md"),
    ]);
    expect(trainCount).toBe(1);
    for (const part of [test, validation]) {
      expect(part).toMatchObject({
        exampleCount: 1,
        sharedFiles: [],
        sharedQuestions: [],
        pairs: [],
        overlap: 0,
        mostlySeenIds: [],
      });
      expect(part.likeCounts.every(({ count }) => count === 0)).toBe(true);
    }
  });

  it("does not count a grounded example beside the one it was made of", () => {
    const grounded = (split: Split, id: string): Example => ({
      ...placed(split, id, `${id}?`, "The sources do not say, and they say so at some length in these very words."),
      kind: "grounded",
    });
    const { test, trainCount } = leakage([grounded("train", "a"), grounded("test", "b")]);
    expect(trainCount).toBe(1);
    expect(test).toMatchObject({ exampleCount: 0, pairs: [] });
  });

  it("names files and questions that are trained on too", () => {
    const { test } = leakage([
      placed("train", "a", "What is it?", proseOf(1), "a.md"),
      placed("test", "b", "what is **it**", proseOf(2), "a.md"),
    ]);
    expect(test).toMatchObject({ sharedFiles: ["a.md"], sharedQuestions: ["b"] });
  });

  it("counts held-out answers by how like they are to what is trained on", () => {
    const words = Array.from({ length: 104 }, (_, i) => `word${i}`);
    const examples = [
      placed("train", "a", "1?", words.join(" ")),
      placed("test", "b", "2?", words.with(50, "x").join(" ")),
    ];
    const { test } = leakage(examples);
    expect(test.pairs).toEqual([{ heldOutId: "b", trainId: "a", similarity: 95 / 105 }]);
    expect(test.likeCounts).toEqual([0.5, 0.6, 0.7, 0.8, 0.9].map((threshold) => ({ threshold, count: 1 })));
    const half = leakage([
      placed("train", "a", "1?", words.join(" ")),
      placed("test", "b", "2?", words.slice(0, 60).join(" ")),
    ]);
    expect(half.test.likeCounts.map(({ count }) => count)).toEqual([1, 0, 0, 0, 0]);
  });

  it("does not call short answers alike", () => {
    const { test } = leakage([placed("train", "a", "1?", "Yes, it is."), placed("test", "b", "2?", "Yes, it is.")]);
    expect(test.pairs).toEqual([]);
  });

  it("measures which part of the held-out answers stands in any training text, prompts included", () => {
    const answer = Array.from({ length: 20 }, (_, i) => `word${i}`).join(" ");
    const examples = [
      placed("train", "a", `Given: ${answer}. And?`, "No."),
      placed("test", "b", "2?", `${answer} ${proseOf(1, 1)}`),
    ];
    const { test } = leakage(examples);
    const [seen, all] = [
      20 - OVERLAP_TOKENS + 1,
      tokenHashes(`${answer} ${proseOf(1, 1)}`).length - OVERLAP_TOKENS + 1,
    ];
    expect(test.overlap).toBeCloseTo(seen / all, 10);
    expect(test.mostlySeenIds).toEqual(seen > all / 2 ? ["b"] : []);
  });

  it("looks at no example without a split", () => {
    expect(leakage([chat("a", "1?", proseOf(1)), placed("test", "b", "2?", proseOf(1))]).test.pairs).toEqual([]);
  });
});

describe("SeenRuns", () => {
  it("agrees with a set of the runs themselves, over random texts", () => {
    const random = new Random(9);
    const text = () => Uint32Array.from({ length: random.integer(40) }, () => random.integer(3));
    const runsOf = (tokens: Uint32Array) =>
      Array.from({ length: Math.max(0, tokens.length - OVERLAP_TOKENS + 1) }, (_, i) =>
        tokens.slice(i, i + OVERLAP_TOKENS).join(),
      );
    for (let round = 0; round < 50; round++) {
      const [asked, others] = [Array.from({ length: 5 }, text), Array.from({ length: 20 }, text)];
      const runs = new SeenRuns(asked.map(spanOf));
      others.forEach((tokens) => runs.see(spanOf(tokens)));
      const known = new Set(others.flatMap(runsOf));
      for (const tokens of asked) {
        const all = runsOf(tokens);
        expect(runs.seenOf(spanOf(tokens))).toEqual({
          seen: all.filter((run) => known.has(run)).length,
          total: all.length,
        });
      }
    }
  });
});
