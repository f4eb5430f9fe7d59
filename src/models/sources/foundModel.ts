import type { Environment } from "../../storage/modelPaths.ts";
import type { SourceKind } from "../modelRecord.ts";

/** A GGUF file that another program keeps on this machine. Nothing of it was read but its name and size. */
export interface FoundModel {
  readonly kind: SourceKind;
  /** What `espalier models get` takes: `ollama:name:tag`, `organisation/repository:file.gguf`, or the path. */
  readonly reference: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** Where the store names files by their hash. */
  readonly sha256?: string;
  /** Where the store keeps the Hub's names. */
  readonly repository?: string;
  readonly revision?: string;
  readonly file?: string;
}

/** A place where another program keeps models. */
export interface MachineStore {
  readonly kind: SourceKind;
  readonly title: string;
  find(env: Environment): Promise<FoundModel[]>;
}
