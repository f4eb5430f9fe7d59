import type { DatasetCounts } from "../core/curatedQuery.ts";
import type { CuratedExample, DecisionChange, FindingDecision } from "../core/review.ts";
import type { CuratedQuery } from "../core/curatedQuery.ts";
import type { Split } from "../core/example.ts";
import type { DatasetChanged, LocatedPage, PageRequest } from "./curation.ts";

/**
 * What the view in which a dataset is reviewed may ask of the extension. What goes wrong is reported by the extension;
 * the view then gets undefined or false.
 */
export interface ReviewHostFunctions {
  /** The view stands and listens. */
  "view/ready"(): ReviewSnapshot;
  "dataset/choose"(name: string): Promise<void>;
  "dataset/build"(): void;
  /** Tries again to open what could not be opened. */
  "dataset/retry"(): Promise<void>;
  "activity/cancel"(id: string): void;
  "examples/page"(request: PageRequest): Promise<LocatedPage | undefined>;
  "example/get"(id: string): Promise<CuratedExample | undefined>;
  /** Whether it is decided now. */
  "example/decide"(id: string, change: DecisionChange): Promise<boolean>;
  /** Decides about all that match, after the user has seen how many these are and agreed. */
  "examples/decideAll"(query: CuratedQuery, change: DecisionChange): Promise<void>;
  /** Ids of examples whose decision is as it was before. */
  "decision/undo"(): Promise<readonly string[]>;
  "decision/redo"(): Promise<readonly string[]>;
  "findings/decide"(ids: readonly string[], action: FindingDecision["action"]): Promise<void>;
  /** Shows lines of a file of the folder in an editor. */
  "source/open"(path: string, startLine: number, endLine: number): Promise<void>;
}

/** What the extension tells the view. */
export interface ReviewViewFunctions {
  "snapshot/changed"(snapshot: ReviewSnapshot): void;
  "examples/changed"(change: DatasetChanged): void;
  /** A command of the palette. */
  "command/run"(command: ReviewCommand): void;
  /** Narrows the list to what this says and nothing else. */
  "examples/narrow"(filter: ReviewFilter): void;
  /** Shows one example, whatever the filter was. */
  "example/show"(id: string): void;
}

export const REVIEW_COMMANDS = [
  "accept",
  "edit",
  "reject",
  "flag",
  "next",
  "previous",
  "undo",
  "redo",
  "search",
  "openSource",
] as const;
export type ReviewCommand = (typeof REVIEW_COMMANDS)[number];

/** What is looked at; the examples themselves are asked for page by page. */
export interface ReviewSnapshot {
  readonly dataset: ReviewDataset;
  /** Names of all datasets of the folder. */
  readonly names: readonly string[];
  /** A dataset that is being built. */
  readonly building?: { readonly id: string; readonly text: string; readonly fraction?: number };
}

export type ReviewDataset =
  | { readonly kind: "no-folder" }
  | { readonly kind: "opening" }
  | { readonly kind: "none" }
  | { readonly kind: "failed"; readonly name: string; readonly message: string; readonly hint: string }
  | { readonly kind: "open"; readonly name: string; readonly counts: DatasetCounts };

/** What the review can be narrowed to; see its form. */
export interface ReviewFilter {
  readonly text?: string;
  readonly state?: "proposed" | "accepted" | "rejected" | "flagged";
  readonly kind?: string;
  readonly split?: Split | "none";
  /** `findings:undecided`, `findings:any`, `stale:changed`, `stale:deleted`, `excluded:…`, `remark:…`. */
  readonly concern?: string;
  readonly sort?: "source" | "kind" | "length" | "decided";
  readonly isDescending?: boolean;
}
