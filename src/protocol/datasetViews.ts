import type { Split } from "../core/example.ts";
import type { Exclusion } from "../core/review.ts";

/** What a dataset can be built of, read from and written as. */
export interface DatasetChoices {
  readonly kinds: readonly KindView[];
  readonly importFormats: readonly NamedFormat[];
  readonly exportFormats: readonly NamedFormat[];
}

/** Where they were not asked for yet. */
export const NO_CHOICES: DatasetChoices = { kinds: [], importFormats: [], exportFormats: [] };

/** A kind of example that a build can make. */
export interface KindView {
  readonly name: string;
  readonly description: string;
  readonly onByDefault: boolean;
}

export interface NamedFormat {
  readonly name: string;
  readonly description: string;
}

/** What a dataset in memory knows beyond its counts. */
export interface DatasetFacts {
  /** Files that examples come from. */
  readonly fileCount: number;
  readonly clusterCount: number;
  /** Examples that take no part since another says the same. */
  readonly duplicateCount: number;
  /** By rule, the most undecided first. */
  readonly findings: readonly FindingRuleView[];
  /** Of the last build; absent for a dataset that was never built. */
  readonly built?: {
    /** ISO 8601, UTC. */
    readonly at: string;
    /** What was asked for; empty for the kinds that are on by default. */
    readonly kinds: readonly string[];
    /** Examples beyond the cap of their kind, by kind; absent where it was not noted. */
    readonly leftOut?: Readonly<Record<string, number>>;
  };
  /** Versions that something happened to, the newest first. */
  readonly revisions: readonly RevisionView[];
}

export interface FindingRuleView {
  readonly rule: string;
  readonly category: "secret" | "personal";
  readonly total: number;
  readonly undecided: number;
}

export interface RevisionView {
  /** SHA-256, as hexadecimal. */
  readonly revision: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly exampleCount: number;
  readonly cause: "build" | "import" | "dedupe" | "split" | "run";
  /** Ids of runs that learned from it. */
  readonly runs: readonly string[];
}

/** Splits, and what is held out shares with what is trained on. */
export interface SplitView {
  readonly counts: Readonly<Record<Split | "none", number>>;
  readonly trainCount: number;
  readonly heldOut: Readonly<Record<"validation" | "test", HeldOutView>>;
  /** Where splits were drawn: how many groups had to stay together, and what a person should know. */
  readonly drawn?: {
    readonly form: SplitForm;
    /** Whether it is the dataset's split now. */
    readonly isKept: boolean;
    readonly groupCount: number;
    /** Examples that joined the test set since they are linked with it. */
    readonly pulledCount: number;
    /** Rows that lost a split of their own, which would have leaked. */
    readonly overruledCount: number;
    /** A group with more than half of all examples. */
    readonly dominant?: { readonly key: string; readonly share: number; readonly fileCount: number };
    /** Held-out splits that miss their share by more than half of it; shares are from 0 to 1. */
    readonly missed: readonly { readonly split: Split; readonly wanted: number; readonly share: number }[];
    /** Grounded examples whose prompts show what this draw holds out: to keep it takes them out. */
    readonly misplacedGroundedCount: number;
  };
}

export interface HeldOutView {
  readonly exampleCount: number;
  readonly sharedFiles: readonly string[];
  readonly sharedQuestionCount: number;
  /** Answers at least half like one that is trained on. */
  readonly alikeCount: number;
  /** Part of the runs of eight words of the answers that occur in a training text, from 0 to 1. */
  readonly overlap: number;
  readonly pairs: readonly { readonly heldOutId: string; readonly trainId: string; readonly similarity: number }[];
}

/** How long examples are, in tokens of a model under its chat template. */
export interface LengthsView {
  readonly modelName: string;
  readonly count: number;
  readonly total: number;
  readonly quantiles: { readonly p50: number; readonly p90: number; readonly p99: number };
  readonly longest: number;
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  /** Tokens of an example that training takes. */
  readonly maxTokens: number;
}

export interface BuiltView {
  readonly exampleCount: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly stale: number;
  readonly gone: number;
  readonly filesRead: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly skippedCount: number;
  readonly leftOut: Readonly<Record<string, number>>;
  readonly ungroundedCount: number;
}

/** How a file is to be read; what is absent is detected. */
export interface ImportOptionsView {
  readonly format?: string;
  /** Which column is what. */
  readonly mapping?: Readonly<Record<string, string>>;
  readonly hasHeader?: boolean;
}

export interface ImportPreviewView {
  readonly files: readonly {
    readonly name: string;
    readonly container: string;
    readonly encoding: string;
    readonly format: string;
    readonly why: string;
    /** Part of the first rows that can be read so, from 0 to 1. */
    readonly confidence: number;
    readonly columns?: readonly string[];
    readonly hasHeader?: boolean;
  }[];
  readonly passedOver: readonly string[];
  readonly rows: readonly ({ readonly file: string; readonly line: number } & (
    { readonly form: string; readonly question: string; readonly answer: string } | { readonly broken: BrokenText }
  ))[];
}

export interface BrokenText {
  readonly found: string;
  readonly expected: string;
}

export interface ImportedView {
  readonly path: string;
  readonly addedCount: number;
  readonly alreadyThereCount: number;
  readonly renamedCount: number;
  readonly withheldCount: number;
  readonly brokenCount: number;
  /** The first of them. */
  readonly broken: readonly ({ readonly file: string; readonly line: number } & BrokenText)[];
}

export interface ExportableView {
  /** What was tried. */
  readonly form: ExportForm;
  readonly heldCount: number;
  readonly unheldCount: number;
  /** How many for each reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** What takes no part, and is not written. */
  readonly excluded: Readonly<Partial<Record<Exclusion, number>>>;
  /** The format is a folder of files. */
  readonly isFolder: boolean;
}

export interface ExportForm {
  readonly format: string;
  readonly bySplit: boolean;
  readonly withProvenance: boolean;
}

export interface ExportedView {
  readonly files: readonly { readonly path: string; readonly exampleCount: number }[];
  readonly exampleCount: number;
  readonly unheldCount: number;
}

export interface SplitForm {
  readonly seed: number;
  readonly shares: { readonly train: number; readonly validation: number; readonly test: number };
  /** Whether examples may leave the test set. */
  readonly thaws: boolean;
}

export interface ScanView {
  readonly fileCount: number;
  readonly skippedCount: number;
  readonly undecidedCount: number;
  /** By path and place; the first. */
  readonly findings: readonly {
    readonly id: string;
    readonly rule: string;
    readonly path: string;
    readonly line: number;
    readonly preview: string;
    readonly decision?: "redact" | "allow";
  }[];
  readonly findingCount: number;
}

export interface DuplicatesView {
  readonly exampleCount: number;
  readonly exactCount: number;
  readonly nearCount: number;
  readonly clusterCount: number;
  /** The largest. */
  readonly clusters: readonly {
    readonly representative: ShortExample;
    readonly members: readonly (ShortExample & { readonly similarity: number })[];
    readonly memberCount: number;
  }[];
}

/** Enough of an example to know it again. */
export interface ShortExample {
  readonly id: string;
  readonly kind: string;
  /** On one line; empty where it may be secret. */
  readonly title: string;
  readonly place: string;
}

/** Something that can be compared with: the dataset as it is, a run, a commit, another dataset. */
export interface VersionView {
  /** As `datasetVersion` takes it. */
  readonly name: string;
  readonly kind: "current" | "run" | "commit" | "dataset";
  readonly label: string;
}

export interface DifferenceView {
  readonly before: string;
  readonly after: string;
  readonly counts: Readonly<Record<"added" | "removed" | "changed" | "moved" | "unchanged", number>>;
  /** The first of each. */
  readonly added: readonly ShortExample[];
  readonly removed: readonly ShortExample[];
  readonly changed: readonly (ShortExample & {
    readonly texts: readonly {
      readonly name: string;
      readonly parts: readonly { readonly kind: "same" | "added" | "removed"; readonly text: string }[];
    }[];
  })[];
  readonly moved: readonly { readonly id: string; readonly from: Split; readonly to: Split }[];
}
