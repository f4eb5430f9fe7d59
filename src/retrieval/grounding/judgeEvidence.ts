import type { Evidence, Source } from "../../core/groundedAnswer.ts";
import type { SearchResult } from "../../core/search.ts";
import { sourceTerms } from "./sourceTerms.ts";

/**
 * Weights of a logistic regression on whether the gold passage is among the sources, fitted by
 * `npm run bench -- gate` on the documentation and code questions of test/bench/retrieval's tuning packages, each asked
 * three times: as it is, with its gold passage removed from what was found, and of another package.
 */
export const GATE = {
  bias: -2.87,
  coverage: 0.39,
  unseen: -1.46,
  margin: 3.68,
  similarity: 3.86,
  threshold: 0.3,
} as const;

const FEATURES = ["coverage", "unseen", "margin", "similarity"] as const;
/** Of the best hits of all questions the gate was fitted with. */
const MEAN_SIMILARITY = 0.42;

/** What speaks for an answer, as numbers from 0 to 1. */
export interface GateFeatures {
  readonly coverage: number;
  /** Share, by rarity, of the question's terms that no passage of the index holds. */
  readonly unseen: number;
  readonly margin: number;
  /** Cosine of the best hit; without vectors, what it is on average. */
  readonly similarity: number;
}

/** The passage whose score the best is compared with. */
const MARGIN_RANK = 4;

/** Whether the sources may hold the answer. Pure, and the same for the same search. */
export function judgeEvidence(
  result: Pick<SearchResult, "hits" | "terms" | "passageCount">,
  sources: readonly Source[],
): Evidence {
  const { features, missing } = gateFeatures(result, sources);
  const likelihood = likelihoodOf(features);
  return {
    isEnough: sources.length > 0 && likelihood >= GATE.threshold,
    coverage: features.coverage,
    margin: features.margin,
    likelihood,
    missing,
  };
}

export function gateFeatures(
  { hits, terms, passageCount }: Pick<SearchResult, "hits" | "terms" | "passageCount">,
  sources: readonly Source[],
): { features: GateFeatures; missing: string[] } {
  // A term that nothing holds is as rare as a term can be.
  const unseenRarity = Math.log(1 + (passageCount + 0.5) / 0.5);
  const rated = terms
    .map(({ term, rarity }) => ({ term, rarity: rarity === 0 ? unseenRarity : rarity }))
    .sort((a, b) => b.rarity - a.rarity);
  const total = rated.reduce((sum, { rarity }) => sum + rarity, 0);
  const held = sources.map((source) => sourceTerms(source));
  const shares = held.map(
    (known) =>
      rated.reduce((sum, { term, rarity }) => sum + (known.has(term) ? rarity : 0), 0) /
      Math.max(total, Number.EPSILON),
  );
  const coverage = Math.max(0, ...shares);
  const [first, other] = [hits[0]?.score ?? 0, hits[MARGIN_RANK - 1]?.score ?? 0];
  return {
    features: {
      coverage,
      unseen: (terms.filter(({ rarity }) => rarity === 0).length * unseenRarity) / Math.max(total, Number.EPSILON),
      margin: first > 0 && other > 0 ? Math.max(0, (first - other) / first) : 0,
      similarity: hits[0]?.similarity ?? MEAN_SIMILARITY,
    },
    missing: rated.filter(({ term }) => held.every((known) => !known.has(term))).map(({ term }) => term),
  };
}

/** @param weights defaults to `GATE`. */
export function likelihoodOf(
  features: GateFeatures,
  weights: Readonly<Record<"bias" | keyof GateFeatures, number>> = GATE,
): number {
  const logit = FEATURES.reduce((sum, name) => sum + weights[name] * features[name], weights.bias);
  return 1 / (1 + Math.exp(-logit));
}
