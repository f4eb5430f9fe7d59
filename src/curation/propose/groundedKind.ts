import type { Kind } from "./proposer.ts";

/** The kind of examples that are made of other examples and of what search finds for their questions. */
export const GROUNDED = "grounded";

/**
 * Questions with numbered sources before them, answered with citations, or with the answer that the sources do not say.
 * No proposer makes them: `app/grounded` does, when splits are known, since what search finds is of no single file.
 */
export const groundedKind: Kind = {
  kind: GROUNDED,
  description: "answers from numbered sources that search found, with citations, or that the sources do not say",
  // Their prompts are long, so that a step takes several times as long as without them.
  onByDefault: false,
  cap: { perLeading: 0.5, atLeast: 50, atMost: 2000 },
  normalization: "prose",
  fixedWords: "in the sources do not say".split(" "),
};
