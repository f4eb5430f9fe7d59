import { type CommitFacts, commitPath, messageLines } from "../../core/commit.ts";
import type { Example, Provenance } from "../../core/example.ts";
import { examplesFrom, type ProposedExamples } from "./examples.ts";
import type { FileFacts } from "./fileFacts.ts";
import { isGrounded } from "./grounding.ts";
import { CROSS_PROPOSERS, DEFAULT_KINDS } from "./kinds.ts";
import { resolveUses } from "./resolveUses.ts";
import type { CrossFacts } from "./proposer.ts";

/**
 * The examples that need several files or the history, without a split. The same facts in the same order give the same
 * examples. What is not grounded is dropped and counted.
 *
 * @param files in the order of their paths, so that builds agree.
 * @param kinds of `CROSS_PROPOSERS`, others are passed over. Defaults to `DEFAULT_KINDS`.
 */
export function proposeAcross(
  files: readonly FileFacts[],
  commits: readonly CommitFacts[] = [],
  kinds: readonly string[] = DEFAULT_KINDS,
): ProposedExamples {
  const examples: Example[] = [];
  const ungrounded: Record<string, number> = {};
  const known = knownLines(files, commits);
  const usedSymbols = once(() => resolveUses(files));
  for (const { example, isGrounded: isKept } of examplesAcross({ files, commits, usedSymbols }, known, kinds)) {
    if (isKept) examples.push(example);
    else ungrounded[example.kind] = (ungrounded[example.kind] ?? 0) + 1;
  }
  return { examples, ungrounded };
}

export interface ExampleAcross {
  readonly example: Example;
  /** The symbol that it is about; undefined for a commit. */
  readonly about: string | undefined;
  readonly isGrounded: boolean;
}

/** @param known `knownLines` of all files that the proposals cite. */
export function* examplesAcross(
  facts: CrossFacts,
  known: ReadonlyMap<string, readonly string[]>,
  kinds: readonly string[],
): Generator<ExampleAcross> {
  for (const proposer of CROSS_PROPOSERS) {
    const { kind } = proposer;
    if (!kinds.includes(kind)) continue;
    const proposals = proposer.propose(facts);
    for (const [index, example] of examplesFrom(kind, proposals).entries()) {
      const proposal = proposals[index];
      if (proposal === undefined) continue;
      const lines = known.get(keyOf(proposal.source)) ?? [];
      yield { example, about: proposal.about, isGrounded: isGrounded(proposer, proposal, lines) };
    }
  }
}

/** `work`, done when somebody asks for the first time. */
export function once<T>(work: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: work() }).value;
}

/** What the facts hold of their files' own lines, by where it begins and ends. */
export function knownLines(
  files: readonly FileFacts[],
  commits: readonly CommitFacts[],
): ReadonlyMap<string, readonly string[]> {
  const known = new Map<string, readonly string[]>();
  const add = (source: Provenance, text: readonly string[]): void => {
    known.set(keyOf(source), [...(known.get(keyOf(source)) ?? []), ...text]);
  };
  for (const { path, declarations, uses } of files) {
    for (const { source, symbol, signature } of declarations) add(source, [symbol, signature ?? ""]);
    for (const { snippet } of uses) {
      if (snippet !== undefined) {
        add({ path, startLine: snippet.startLine, endLine: snippet.endLine }, snippet.text.split("\n"));
      }
    }
  }
  for (const commit of commits) {
    const lines = messageLines(commit);
    add({ path: commitPath(commit.commit), startLine: 1, endLine: lines.length }, lines);
  }
  return known;
}

const keyOf = ({ path, startLine, endLine }: Provenance): string => `${path}:${startLine}-${endLine}`;
