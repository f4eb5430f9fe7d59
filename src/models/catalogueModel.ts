import type { Licence } from "./licences.ts";
import type { Architecture, ModelShape } from "./modelShape.ts";

/** A file in a repository of the Hugging Face Hub. */
export interface HubFile {
  /** `organisation/name`. */
  readonly repository: string;
  /** A commit, so that the same id is the same bytes tomorrow; or a branch. */
  readonly revision: string;
  readonly file: string;
  readonly sizeBytes?: number;
  /** Lower-case hexadecimal. */
  readonly sha256?: string;
}

/** A GGUF file inside a Python wheel. */
export interface PythonPackageFile {
  readonly name: string;
  readonly version: string;
  readonly wheelSizeBytes: number;
  readonly wheelSha256: string;
  /** Path inside the wheel. */
  readonly entry: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface CatalogueModel {
  readonly id: string;
  readonly title: string;
  readonly architecture: Architecture;
  readonly shape: ModelShape;
  /** Tokens the model was trained to read at once. */
  readonly contextLength: number;
  readonly quantization: string;
  readonly licence: Licence;
  readonly hub: Required<HubFile>;
  readonly python?: PythonPackageFile;
}
