/** What is reported while a model is fetched. `source` is the title of a source, for people. */
export type ModelProgress =
  /** Another process works on the same model. */
  | { readonly kind: "waiting" }
  | { readonly kind: "trying"; readonly source: string }
  /** The source could not serve; the next one is tried. */
  | { readonly kind: "skipped"; readonly source: string; readonly reason: string }
  | { readonly kind: "retrying"; readonly source: string; readonly reason: string; readonly waitMs: number }
  /** A source served the model: which one, and where it has it. */
  | { readonly kind: "obtained"; readonly id: string; readonly source: string; readonly location: string }
  | TransferProgress;

export interface TransferProgress {
  readonly kind: "bytes";
  readonly source: string;
  readonly phase: "downloading" | "unpacking" | "copying" | "verifying";
  readonly doneBytes: number;
  readonly totalBytes?: number;
  readonly bytesPerSecond: number;
  /** Absent while there is nothing to tell it from. */
  readonly secondsLeft?: number;
}
