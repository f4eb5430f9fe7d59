import type { ChunkedFile } from "../../core/chunk.ts";
import type { Provenance } from "../../core/example.ts";

/** A question about somebody's own files with an answer out of those files. */
export interface Proposal {
  readonly question: string;
  readonly answer: string;
  readonly source: Provenance;
}

/** One way to make examples. A new kind of example is a new proposer; nothing else has to know of it. */
export interface Proposer {
  /** Stable: part of the ids of its examples. */
  readonly kind: string;
  /** For people who choose kinds: one line. */
  readonly description: string;
  /** Pure, and the same for the same file. What would teach nothing is left out. */
  readonly propose: (file: ChunkedFile) => Proposal[];
}
