/** The pure types of looking through a dataset: what is asked of a list of examples, and what it shows. */
import type { Example, Split } from "./example.ts";
import type { Exclusion, ReviewState, Staleness } from "./review.ts";

/** What a list shows; every condition that is given must hold, and any of its values is enough for it. */
export interface CuratedQuery {
  /** Words that all stand in the questions, answers, path, title, note or tags; case does not matter. */
  readonly text?: string;
  readonly ids?: readonly string[];
  readonly kinds?: readonly string[];
  readonly states?: readonly ReviewState[];
  readonly splits?: readonly (Split | "none")[];
  readonly staleness?: readonly (Staleness["kind"] | "current")[];
  /** `undecided` findings keep an example out. */
  readonly findings?: "none" | "any" | "undecided";
  /** Rules of remarks. */
  readonly remarks?: readonly string[];
  readonly tags?: readonly string[];
  readonly cluster?: string;
  /** A file, or a folder with a slash at its end. */
  readonly path?: string;
  readonly excluded?: readonly (Exclusion | "none")[];
  /** Defaults to `source`: the order of the file. */
  readonly sort?: CuratedSort;
  readonly descending?: boolean;
}

/** `source`: path and line; `length`: characters of all texts; `decided`: when it was last decided about. */
export type CuratedSort = "source" | "kind" | "length" | "decided";

/** One example as a line of a list. */
export interface CuratedRow {
  readonly id: string;
  readonly kind: string;
  readonly form: Example["form"];
  readonly split?: Split;
  readonly state: ReviewState;
  /** Short, on one line; empty for raw text. */
  readonly question: string;
  /** Short, on one line. */
  readonly answer: string;
  readonly path?: string;
  readonly startLine?: number;
  readonly title?: string;
  readonly cluster?: string;
  readonly excluded?: Exclusion;
  readonly stale?: Staleness["kind"];
  readonly isEdited: boolean;
  readonly note?: string;
  readonly tags: readonly string[];
  readonly findingCount: number;
  readonly undecidedFindingCount: number;
  readonly remarkRules: readonly string[];
}

export interface CuratedPage {
  /** Of all that match. */
  readonly total: number;
  readonly rows: readonly CuratedRow[];
}

/** What a dataset holds. Counts of nothing are left out, except those of states and splits. */
export interface DatasetCounts {
  readonly total: number;
  /** Those that take part in training. */
  readonly effective: number;
  readonly byState: Readonly<Record<ReviewState, number>>;
  readonly bySplit: Readonly<Record<Split | "none", number>>;
  readonly byKind: Readonly<Record<string, number>>;
  readonly excluded: Readonly<Partial<Record<Exclusion, number>>>;
  readonly stale: Readonly<Record<Staleness["kind"], number>>;
  readonly edited: number;
  readonly withNote: number;
  readonly byTag: Readonly<Record<string, number>>;
  readonly findings: { readonly total: number; readonly undecided: number };
  readonly byRemark: Readonly<Record<string, number>>;
  /** Examples with a decision that is not stale, of all that need one: the progress of the review. */
  readonly reviewed: number;
}
