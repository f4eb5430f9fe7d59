/** Models as a window shows them. */

export interface ModelRow {
  readonly id: string;
  readonly title: string;
  readonly isDefault: boolean;
  /** "on-machine": another program has the file, and it is used there. "missing": its file is gone. */
  readonly state: "ready" | "missing" | "on-machine" | "not-downloaded";
  readonly path?: string;
  readonly sizeBytes: number;
  readonly architecture: string;
  readonly contextLength?: number;
  readonly parameterCount?: number;
  readonly quantization?: string;
  readonly licence?: { readonly name: string; readonly url: string };
  /** The least memory with which it can be tuned, about. */
  readonly trainingBytes?: number;
  /** Where it comes from, or came from. */
  readonly source: string;
}

/** A GGUF file of another program on this machine. */
export interface FoundModelRow {
  /** What it is called when it is asked for. */
  readonly reference: string;
  readonly sizeBytes: number;
}

export interface ModelsView {
  /** Where models are kept. */
  readonly folder: string;
  readonly models: readonly ModelRow[];
  readonly found: readonly FoundModelRow[];
  readonly problems: readonly string[];
  /** Of this machine's memory. */
  readonly totalBytes: number;
  /** What the models in `folder` take on the disk. */
  readonly storedBytes: number;
}
