import type {
  BuiltView,
  DatasetChoices,
  DatasetFacts,
  DifferenceView,
  DuplicatesView,
  ExportForm,
  ExportableView,
  ExportedView,
  ImportOptionsView,
  ImportPreviewView,
  ImportedView,
  LengthsView,
  ScanView,
  SplitForm,
  SplitView,
  VersionView,
} from "./datasetViews.ts";
import type { ReviewDataset, ReviewFilter } from "./review.ts";

/** What the panel shows of the dataset that is looked at. What was not looked at yet is absent. */
export interface DatasetTabView extends MeasuredParts, DatasetChoices {
  /** With counts, which follow every decision. */
  readonly dataset: ReviewDataset;
  /** Names of all datasets of the folder. */
  readonly names: readonly string[];
  readonly facts?: DatasetFacts;
  /** A file that was chosen, and how it is to be read. */
  readonly importing?: { readonly path: string; readonly options: ImportOptionsView } | undefined;
  /** What was built, taken in and written last, in this window. */
  readonly built?: BuiltView;
  readonly imported?: ImportedView | undefined;
  readonly exported?: ExportedView;
}

/** What takes a while to find out. */
export interface MeasuredParts {
  readonly splits: Measured<SplitView>;
  readonly lengths: Measured<LengthsView>;
  readonly versions: Measured<readonly VersionView[]>;
  /** Of the chosen file. */
  readonly preview: Measured<ImportPreviewView>;
  readonly exportable: Measured<ExportableView>;
  /** Other splits, which are not kept yet. */
  readonly draw: Measured<SplitView>;
  readonly scan: Measured<ScanView>;
  /** Duplicates that were found, and are not kept yet. */
  readonly duplicates: Measured<DuplicatesView>;
  readonly difference: Measured<DifferenceView>;
}

const WANTED = { state: "wanted" } as const;
/** Where nothing was looked at yet. */
export const NOTHING_MEASURED: MeasuredParts = {
  splits: WANTED,
  lengths: WANTED,
  versions: WANTED,
  preview: WANTED,
  exportable: WANTED,
  draw: WANTED,
  scan: WANTED,
  duplicates: WANTED,
  difference: WANTED,
};

/** Something that takes a while to find out. The last value stays while it is found out anew. */
export interface Measured<T> {
  /**
   * `wanted`: not known, or everything has changed since. `outdated`: something was decided since. `failed`: see
   * `problem`.
   */
  readonly state: "wanted" | "measuring" | "ready" | "outdated" | "failed";
  readonly value?: T;
  readonly problem?: { readonly message: string; readonly hint: string };
}

/** What the Dataset tab may ask of the extension. What takes long becomes an activity; what goes wrong is reported. */
export interface DatasetTabFunctions {
  /** The tab is in view: what it shows is looked at. Returns what is known already. */
  "dataset/look"(): DatasetTabView;
  "dataset/choose"(name: string): Promise<void>;
  "dataset/retry"(): Promise<void>;
  /** Builds with these kinds, or as it was built last. */
  "dataset/rebuild"(kinds?: readonly string[]): Promise<void>;
  "dataset/measureSplits"(): Promise<void>;
  /** Counts tokens, and keeps what is doubtful about examples. */
  "dataset/measureLengths"(modelName: string): Promise<void>;
  /** Asks for a file or folder, and shows how it would be read. */
  "dataset/chooseImport"(isFolder: boolean): Promise<void>;
  "dataset/previewImport"(options: ImportOptionsView): Promise<void>;
  /** Takes the good rows of the chosen file. */
  "dataset/import"(): Promise<void>;
  "dataset/leaveImport"(): void;
  /** Tells what a format can hold. */
  "dataset/tryExport"(form: ExportForm): Promise<void>;
  /** Asks where to, and writes what the format holds. */
  "dataset/export"(form: ExportForm): Promise<void>;
  "dataset/draw"(form: SplitForm): Promise<void>;
  "dataset/keepDraw"(form: SplitForm): Promise<void>;
  "dataset/scan"(): Promise<void>;
  "dataset/findDuplicates"(): Promise<void>;
  "dataset/keepDuplicates"(): Promise<void>;
  /** Looks for what the dataset can be compared with. */
  "dataset/listVersions"(): Promise<void>;
  "dataset/compare"(before: string, after: string): Promise<void>;
  /** Narrows the review to what this says, and shows it. */
  "review/narrow"(filter: ReviewFilter): Promise<void>;
}
