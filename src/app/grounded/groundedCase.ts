import type { Provenance } from "../../core/example.ts";
import type { SearchHit } from "../../core/search.ts";
import { sourceOf } from "../../retrieval/grounding/chooseSources.ts";
import { verifyCitations } from "../../retrieval/grounding/verifyCitations.ts";
import { type Askable, citedAnswer } from "./askable.ts";

/** A question with the passage that answers it and those that search takes for it. */
export interface GroundedCase extends Askable {
  readonly gold: SearchHit;
  /** Best first. None of them holds the answer. */
  readonly distractors: readonly SearchHit[];
}

/**
 * The case of a question; undefined where search did not find the passage that answers it.
 *
 * @param hits what search found, best first.
 */
export function groundedCase(asked: Askable, hits: readonly SearchHit[]): GroundedCase | undefined {
  const { source } = asked.example;
  const gold = hits.find((hit) => overlaps(hit, source) && holdsAnswer(asked, hit));
  if (gold === undefined) return undefined;
  // Without a path in the question, what has the same name answers it as well.
  const isNamesake = ({ symbol }: SearchHit): boolean => symbol !== undefined && symbol === gold.symbol;
  const distractors = hits.filter((hit) => !overlaps(hit, source) && !isNamesake(hit) && !holdsAnswer(asked, hit));
  return { ...asked, gold, distractors };
}

/** Whether the answer, citing this passage, would be shown as verified. */
export function holdsAnswer({ statements }: Pick<Askable, "statements">, hit: SearchHit): boolean {
  return isVerified(citedAnswer(statements, 1), [{ number: 1, ...sourceOf(hit) }]);
}

/** Whether every sentence of an answer names a source, and only such as hold it. */
export const isVerified = (...[answer, sources]: Parameters<typeof verifyCitations>): boolean => {
  const statements = verifyCitations(answer, sources);
  return (
    statements.length > 0 &&
    statements.every(
      ({ citations }) =>
        citations.length > 0 && citations.every((citation) => citation.by === "model" && citation.isVerified),
    )
  );
};

const overlaps = (hit: SearchHit, { path, startLine, endLine }: Provenance): boolean =>
  hit.path === path && hit.startLine <= endLine && startLine <= hit.endLine;
