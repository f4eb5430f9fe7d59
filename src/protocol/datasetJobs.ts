import type { DatasetName } from "./curation.ts";
import type {
  BuiltView,
  DifferenceView,
  DuplicatesView,
  ExportableView,
  ExportedView,
  ExportForm,
  ImportedView,
  ImportOptionsView,
  ImportPreviewView,
  LengthsView,
  ScanView,
  SplitForm,
  SplitView,
  VersionView,
} from "./datasetViews.ts";

/** How far something is; `part` names what is done where there are several things. */
export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly part?: string;
}

/** Work on a dataset of a folder, each as the command line does it. All reject with what the use-case throws. */
export interface DatasetJobFunctions {
  /** Builds as it was built last, but for what is given here. */
  "dataset/rebuild"(
    request: DatasetName & { readonly kinds?: readonly string[] },
    signal: AbortSignal,
    onProgress: (progress: JobProgress) => void,
  ): Promise<BuiltView>;
  "dataset/splits"(dataset: DatasetName, signal: AbortSignal): Promise<SplitView>;
  /** Draws splits anew; `write` keeps them. */
  "dataset/draw"(
    request: DatasetName & { readonly form: SplitForm; readonly write: boolean },
    signal: AbortSignal,
  ): Promise<SplitView>;
  /** Counts tokens of a model that is on this machine, and keeps the remarks that this and the texts give rise to. */
  "dataset/lengths"(
    request: DatasetName & { readonly modelName: string },
    signal: AbortSignal,
    onProgress: (progress: JobProgress) => void,
  ): Promise<LengthsView>;
  "dataset/preview"(
    request: { readonly path: string; readonly options: ImportOptionsView },
    signal: AbortSignal,
  ): Promise<ImportPreviewView>;
  /** Takes the good rows. */
  "dataset/import"(
    request: DatasetName & { readonly path: string; readonly options: ImportOptionsView },
    signal: AbortSignal,
    onProgress: (progress: JobProgress) => void,
  ): Promise<ImportedView>;
  "dataset/tryExport"(
    request: DatasetName & { readonly form: ExportForm },
    signal: AbortSignal,
  ): Promise<ExportableView>;
  /** Writes what the format holds to `out`, in the place of what may be there. */
  "dataset/export"(
    request: DatasetName & { readonly form: ExportForm; readonly out: string },
    signal: AbortSignal,
  ): Promise<ExportedView>;
  "dataset/scan"(
    dataset: DatasetName,
    signal: AbortSignal,
    onProgress: (progress: JobProgress) => void,
  ): Promise<ScanView>;
  /** Finds examples that say the same; `write` lets one of each cluster take part. */
  "dataset/dedupe"(
    request: DatasetName & { readonly write: boolean },
    signal: AbortSignal,
    onProgress: (progress: JobProgress) => void,
  ): Promise<DuplicatesView>;
  "dataset/versions"(dataset: DatasetName, signal: AbortSignal): Promise<readonly VersionView[]>;
  "dataset/diff"(
    request: DatasetName & { readonly before: string; readonly after: string },
    signal: AbortSignal,
  ): Promise<DifferenceView>;
}
