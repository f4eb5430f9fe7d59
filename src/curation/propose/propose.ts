import { UserError } from "../../base/errors.ts";
import type { ChunkedFile } from "../../core/chunk.ts";
import type { Example, Message, Split } from "../../core/example.ts";
import { type DuplicateCounts, withoutDuplicates } from "../duplicates/withoutDuplicates.ts";
import { proposedId } from "../exampleId.ts";
import type { Proposer } from "./proposer.ts";
import { proposeDocComments } from "./proposeDocComments.ts";
import { proposeSections } from "./proposeSections.ts";
import { proposeSignatures } from "./proposeSignatures.ts";
import type { SplitShares } from "../split/shares.ts";
import { splitExamples } from "../split/splitExamples.ts";

/** Every kind of example there is, in the order they are listed to people. */
export const PROPOSERS: readonly Proposer[] = [proposeSections, proposeDocComments, proposeSignatures];

export interface ProposeOptions {
  readonly seed: number;
  /** Kinds of `proposers` to use. Defaults to all. */
  readonly kinds?: readonly string[];
  readonly splitShares?: SplitShares;
  /** Defaults to `PROPOSERS`. */
  readonly proposers?: readonly Proposer[];
}

export interface Proposed {
  /** Each with a split, in the order of the files; all examples of one file share it. */
  readonly examples: readonly Example[];
  readonly duplicates: DuplicateCounts;
}

/**
 * Makes examples of the files. The same files and seed give the same examples, in the same order.
 *
 * @throws UserError `dataset/unknown-kind`, `dataset/bad-shares`.
 */
export function propose(files: readonly ChunkedFile[], options: ProposeOptions): Proposed {
  const proposers = chosen(options.proposers ?? PROPOSERS, options.kinds);
  const proposed = files.flatMap((file) => proposers.flatMap((proposer) => examplesOf(proposer, file)));
  const { examples, duplicates } = withoutDuplicates(proposed.map((example) => ({ example })));
  const shares = options.splitShares;
  const { splits } = splitExamples(examples, { seed: options.seed, ...(shares && { shares }) });
  return { examples: examples.map((example) => withSplit(example, splits.get(example.id))), duplicates };
}

const withSplit = (example: Example, split: Split | undefined): Example =>
  split === undefined ? example : { ...example, split };

function examplesOf({ kind, propose: proposeFrom }: Proposer, file: ChunkedFile): Example[] {
  const ordinals = new Map<string, number>();
  return proposeFrom(file).map(({ question, answer, source }): Example => {
    const anchor = source.title ?? "";
    const ordinal = ordinals.get(anchor) ?? 0;
    ordinals.set(anchor, ordinal + 1);
    const messages: Message[] = [
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ];
    return { form: "chat", id: proposedId(kind, source.path, anchor, ordinal), kind, messages, source };
  });
}

function chosen(proposers: readonly Proposer[], kinds: readonly string[] | undefined): readonly Proposer[] {
  if (kinds === undefined) return proposers;
  const known = proposers.map(({ kind }) => kind);
  const unknown = kinds.filter((kind) => !known.includes(kind));
  if (unknown.length > 0) {
    throw new UserError(
      "dataset/unknown-kind",
      `there is no kind of example called ${unknown.join(", ")}`,
      `Choose among ${known.join(", ")}.`,
    );
  }
  return proposers.filter(({ kind }) => kinds.includes(kind));
}
