import type { Environment } from "../storage/modelPaths.ts";
import type { HubFile, PythonPackageFile } from "./catalogueModel.ts";
import type { ReportProgress } from "./modelProgress.ts";
import type { ModelOrigin, ModelRecord, SourceKind } from "./modelRecord.ts";

/** A model to get, with what each source needs to know to serve it. */
export interface WantedModel {
  readonly id: string;
  /** The catalogue pins size and hash; a reference of the user's has neither. */
  readonly hub?: HubFile;
  readonly python?: PythonPackageFile;
  readonly local?: { readonly path: string; readonly copy: boolean };
}

export interface ObtainContext {
  /** The model's own folder: what is downloaded goes here under a name that ends in `.partial`. */
  readonly folder: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** A complete file, its hash taken and compared with what is known; not yet opened as GGUF. */
export interface ObtainedFile {
  /** The file itself when `placement` is "in-place", else a `.partial` file in the model's folder. */
  readonly path: string;
  readonly placement: ModelRecord["placement"];
  /** What a stored file is to be called. */
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly verifiedAgainst: ModelRecord["verifiedAgainst"];
  readonly origin: ModelOrigin;
}

/** One place that models come from. */
export interface ModelSource {
  readonly kind: SourceKind;
  /** For people: "Hugging Face Hub". */
  readonly title: string;
  /**
   * Throws UserError when it cannot serve `wanted`; the message is the reason. `models/disk-full` ends the search,
   * every other one leads to the next source.
   */
  obtain(wanted: WantedModel, context: ObtainContext): Promise<ObtainedFile>;
}
