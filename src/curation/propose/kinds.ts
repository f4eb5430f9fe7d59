import { UserError } from "../../base/errors.ts";
import { groundedKind } from "./groundedKind.ts";
import { proposeCommits } from "./proposeCommits.ts";
import { proposeDefined } from "./proposeDefined.ts";
import { proposeDocComments } from "./proposeDocComments.ts";
import { proposeFaq } from "./proposeFaq.ts";
import { proposeInfill } from "./proposeInfill.ts";
import { proposeOptions } from "./proposeOptions.ts";
import { proposeParameters } from "./proposeParameters.ts";
import type { CrossProposer, Kind, Proposer } from "./proposer.ts";
import { proposeRawText } from "./proposeRawText.ts";
import { proposeReturns } from "./proposeReturns.ts";
import { proposeSections } from "./proposeSections.ts";
import { proposeSignatures } from "./proposeSignatures.ts";
import { proposeTests } from "./proposeTests.ts";
import { proposeThrows } from "./proposeThrows.ts";
import { proposeUsed } from "./proposeUsed.ts";
import { proposeUses } from "./proposeUses.ts";

/** The kinds that a single file is enough for, in the order they are listed to people. */
export const PROPOSERS: readonly Proposer[] = [
  proposeSections,
  proposeFaq,
  proposeDocComments,
  proposeSignatures,
  proposeParameters,
  proposeReturns,
  proposeThrows,
  proposeOptions,
  proposeTests,
  proposeInfill,
  proposeRawText,
];

/** The kinds that need all files, or the history. */
export const CROSS_PROPOSERS: readonly CrossProposer[] = [proposeDefined, proposeUsed, proposeUses, proposeCommits];

/** Every kind of example there is, in the order they are listed to people. */
export const KINDS: readonly Kind[] = [
  ...[...PROPOSERS, ...CROSS_PROPOSERS].filter(({ onByDefault }) => onByDefault),
  ...PROPOSERS.filter(({ onByDefault }) => !onByDefault),
  groundedKind,
];

/** The kinds that most datasets are better with. */
export const DEFAULT_KINDS: readonly string[] = KINDS.flatMap(({ kind, onByDefault }) => (onByDefault ? [kind] : []));

/** @throws UserError `dataset/unknown-kind` for kinds that nobody proposes. */
export function requireKinds(kinds: readonly string[]): void {
  const known = KINDS.map(({ kind }) => kind);
  const unknown = kinds.filter((kind) => !known.includes(kind));
  if (unknown.length === 0) return;
  throw new UserError(
    "dataset/unknown-kind",
    `there is no kind of example called ${unknown.join(", ")}`,
    `Choose among ${known.join(", ")}.`,
  );
}
