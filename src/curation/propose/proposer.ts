import type { ChunkedFile } from "../../core/chunk.ts";
import type { CommitFacts } from "../../core/commit.ts";
import type { ExampleContent, Provenance } from "../../core/example.ts";
import type { FileFacts } from "./fileFacts.ts";
import type { UsedSymbol } from "./resolveUses.ts";
import type { Normalization } from "./normalize.ts";

/** An example before it has an id: what would be learned, and what in the user's files says so. */
export interface Proposal {
  readonly content: ExampleContent;
  /** What it is about inside its file: a symbol, a heading path, a key. Part of the example's id, so never its wording. */
  readonly anchor: string;
  readonly source: Provenance;
  /** The pieces of the answer that stand in the lines of `source`, in the answer's order. The rest are fixed words. */
  readonly quotes: readonly string[];
  /** What several files say: the symbol whose declarations and uses it is made of, and nothing else. */
  readonly about?: string;
  /** Other places that the answer names. */
  readonly places?: readonly Place[];
}

/** One line of a file. */
export interface Place {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
}

/** How many examples of a kind a dataset takes, so that no kind drowns the others. */
export interface Cap {
  /** For each example of the leading kinds (sections, questions and answers, doc comments). */
  readonly perLeading: number;
  /** So many are taken in any case. */
  readonly atLeast: number;
  /** More are never taken. Defaults to no limit. */
  readonly atMost?: number;
}

/** A kind of example, for people who choose among kinds and for the check of its answers. */
export interface Kind {
  /** Stable: part of the ids of its examples. */
  readonly kind: string;
  /** One line, what its examples teach. */
  readonly description: string;
  /** Off where most datasets are better without. */
  readonly onByDefault: boolean;
  /** Absent where all are taken. */
  readonly cap?: Cap;
  /** How answers may differ from the lines they quote. */
  readonly normalization: Normalization;
  /** The words that its answers contain of themselves, in lower case. All others must be quoted. */
  readonly fixedWords: readonly string[];
}

/** One way to make examples of a single file. A new kind is a new proposer and a row in `kinds.ts`. */
export interface Proposer extends Kind {
  /**
   * Pure, and the same for the same file. What would teach nothing is left out.
   *
   * @param lines all lines of the file: `linesOf(file)`.
   */
  readonly propose: (file: ChunkedFile, lines: readonly string[]) => Proposal[];
}

/** What files and history say, for those who put it together. */
export interface CrossFacts {
  /** In the order of their paths. */
  readonly files: readonly FileFacts[];
  /** `resolveUses` of the files, worked out once for all who ask. */
  readonly usedSymbols: () => readonly UsedSymbol[];
  /** Newest first. */
  readonly commits: readonly CommitFacts[];
}

/** One way to make examples of what several files, or the repository's history, say together. */
export interface CrossProposer extends Kind {
  /**
   * Pure. Each proposal is about one symbol, which it names, or about a commit: what files say of other symbols changes
   * nothing about it.
   */
  readonly propose: (facts: CrossFacts) => Proposal[];
}
