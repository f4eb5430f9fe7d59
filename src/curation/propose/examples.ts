import type { Example } from "../../core/example.ts";
import { proposedId } from "../exampleId.ts";
import type { Proposal } from "./proposer.ts";

/** What a proposer's proposals became. */
export interface ProposedExamples {
  readonly examples: readonly Example[];
  /** Proposals that said something their source does not: dropped, by kind. */
  readonly ungrounded: Readonly<Record<string, number>>;
}

/** @param ordinal which of several proposals of the file with the same kind and anchor, from 0. */
export function exampleFrom(kind: string, { content, anchor, source }: Proposal, ordinal: number): Example {
  return { ...content, id: proposedId(kind, source.path, anchor, ordinal), kind, source };
}

/** Numbers proposals of one kind whose anchors are the same, in their order. */
export function examplesFrom(kind: string, proposals: readonly Proposal[]): Example[] {
  const counts = new Map<string, number>();
  return proposals.map((proposal) => {
    const key = JSON.stringify([proposal.source.path, proposal.anchor]);
    const ordinal = counts.get(key) ?? 0;
    counts.set(key, ordinal + 1);
    return exampleFrom(kind, proposal, ordinal);
  });
}
