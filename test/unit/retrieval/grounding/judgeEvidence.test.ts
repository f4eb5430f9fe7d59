import { describe, expect, it } from "vitest";
import type { Source } from "../../../../src/core/groundedAnswer.ts";
import type { SearchHit } from "../../../../src/core/search.ts";
import { judgeEvidence } from "../../../../src/retrieval/grounding/judgeEvidence.ts";

const text = "A run is locked by a file.";
const source: Source = { number: 1, path: "lock.ts", startLine: 1, endLine: 1, text };
const hit = (score: number, similarity: number): SearchHit => ({
  path: "lock.ts",
  startLine: 1,
  endLine: 1,
  text,
  score,
  similarity,
});
const result = (terms: Record<string, number>, scores: readonly number[], similarity: number) => ({
  terms: Object.entries(terms).map(([term, rarity]) => ({ term, rarity })),
  hits: scores.map((score) => hit(score, similarity)),
  passageCount: 100,
});

describe("evidence for an answer", () => {
  it("is enough where the sources hold the question's terms and the best stands out", () => {
    const evidence = judgeEvidence(result({ run: 2, lock: 3 }, [1, 0.6, 0.5, 0.4], 0.7), [source]);
    expect(evidence).toMatchObject({ isEnough: true, coverage: 1, missing: [] });
    expect(evidence.margin).toBeCloseTo(0.6);
  });

  it("is not where they hold none of them", () => {
    const evidence = judgeEvidence(result({ sourdough: 0, bread: 0, bake: 3 }, [1, 0.95, 0.9, 0.9], 0.2), [source]);
    expect(evidence).toMatchObject({ isEnough: false, coverage: 0, missing: ["sourdough", "bread", "bake"] });
  });

  it("weighs rare terms more than common ones", () => {
    const rare = judgeEvidence(result({ lock: 6, zebra: 1 }, [1, 1, 1, 1], 0.4), [source]);
    const common = judgeEvidence(result({ lock: 1, zebra: 6 }, [1, 1, 1, 1], 0.4), [source]);
    expect(rare.coverage).toBeCloseTo(6 / 7);
    expect(rare.likelihood).toBeGreaterThan(common.likelihood);
  });

  it("has no margin where there are few passages, and is never enough without sources", () => {
    expect(judgeEvidence(result({ run: 2 }, [1, 0.1], 0.9), [source]).margin).toBe(0);
    expect(judgeEvidence(result({}, [], 0), []).isEnough).toBe(false);
  });
});
