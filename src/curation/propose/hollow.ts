/** Answers that say nothing once they stand alone. */

const elsewhere =
  /\b(see|shown|described|mentioned|listed|explained|defined|documented|discussed|noted|given) (above|below|earlier|later|here|there)\b|\b(the|this|these|as|in|from) (above|below|previous|preceding|former|latter)\b|\b(previous|next|preceding|following) (section|chapter|page|example|paragraph)\b/i;
const onlyPointer =
  /^(see|refer to|cf\.?|like|same as|as|alias (of|for)|shorthand for|inherited from|@see|ditto)\b[^.\n]{0,80}\.?$/i;
const onlyDeprecated = /^deprecated\b/i;
const unfinished =
  /^(tbd|tba|todo|fixme|wip|coming soon|work in progress|under construction|placeholder|n\/a)\b|^\(?unreachable|lorem ipsum/i;
const legal =
  /permission is hereby granted|without warrant(y|ies)|all rights reserved|licensed under|copyright \(c\)|copyright \d{4}|SPDX-License|^type definitions for\b|original definitions by/i;

/** Whether an answer points elsewhere, is a stub, a notice of deprecation, or the text of a licence. */
export function isHollow(answer: string): boolean {
  return [elsewhere, onlyPointer, onlyDeprecated, unfinished, legal].some((pattern) => pattern.test(answer));
}
