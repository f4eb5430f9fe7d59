import type { ChunkedFile } from "../../core/chunk.ts";
import type { CommitFacts } from "../../core/commit.ts";
import type { Example, Split } from "../../core/example.ts";
import { type DuplicateCounts, withoutDuplicates } from "../duplicates/withoutDuplicates.ts";
import type { SplitShares } from "../split/shares.ts";
import { splitExamples } from "../split/splitExamples.ts";
import { balance, type BalanceOptions } from "./balance.ts";
import { factsOf } from "./fileFacts.ts";
import { DEFAULT_KINDS, requireKinds } from "./kinds.ts";
import { proposeAcross } from "./proposeAcross.ts";
import { proposeFromFile } from "./proposeFromFile.ts";

export interface ProposeOptions extends BalanceOptions {
  readonly seed: number;
  /** Of `KINDS`. Defaults to those that are on by default. */
  readonly kinds?: readonly string[];
  readonly splitShares?: SplitShares;
  /** Newest first. Defaults to none. */
  readonly commits?: readonly CommitFacts[];
}

export interface Proposed {
  /** Each with a split, in the order of the files; all examples of one file share it. */
  readonly examples: readonly Example[];
  readonly duplicates: DuplicateCounts;
  /** What the caps of kinds left out, by kind. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** What said something its source does not, by kind. */
  readonly ungrounded: Readonly<Record<string, number>>;
}

/**
 * Makes examples of the files. The same files and seed give the same examples, in the same order.
 *
 * @throws UserError `dataset/unknown-kind`, `dataset/bad-shares`.
 */
export function propose(files: readonly ChunkedFile[], options: ProposeOptions): Proposed {
  const kinds = options.kinds ?? DEFAULT_KINDS;
  requireKinds(kinds);
  const perFile = files.map((file) => proposeFromFile(file, kinds));
  const across = proposeAcross(files.map(factsOf), options.commits, kinds);
  const proposed = inOrderOfFiles([...perFile.flatMap(({ examples }) => examples), ...across.examples], files);
  const unique = withoutDuplicates(proposed.map((example) => ({ example })));
  const { examples, leftOut } = balance(unique.examples, options);
  const shares = options.splitShares;
  const { splits } = splitExamples(examples, { seed: options.seed, ...(shares && { shares }) });
  return {
    examples: examples.map((example) => withSplit(example, splits.get(example.id))),
    duplicates: unique.duplicates,
    leftOut,
    ungrounded: sumOf([...perFile, across].map(({ ungrounded }) => ungrounded)),
  };
}

const withSplit = (example: Example, split: Split | undefined): Example =>
  split === undefined ? example : { ...example, split };

/** What several files say together comes after what its own file says; commits, which are of no file, come last. */
function inOrderOfFiles(examples: readonly Example[], files: readonly ChunkedFile[]): Example[] {
  const places = new Map(files.map(({ path }, index) => [path, index]));
  const placeOf = ({ source }: Example): number => places.get(source?.path ?? "") ?? files.length;
  return [...examples].sort((left, right) => placeOf(left) - placeOf(right));
}

function sumOf(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [kind, count] of counts.flatMap((each) => Object.entries(each))) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
}
