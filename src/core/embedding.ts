/** The pure types of embedding models: what turns texts into vectors that are near where meanings are. */

/** An ONNX model of this machine, and how its texts are put and its outputs read. */
export interface EmbeddingChoice {
  /** Name of the catalogue, or of the user's folder. */
  readonly id: string;
  /** Absolute folder with `config.json`, `tokenizer.json` and the model below `onnx/`. */
  readonly folder: string;
  /** Precision of the weights: which file of `onnx/` is taken. */
  readonly precision: EmbeddingPrecision;
  /** How the vectors of a text's tokens become one: their mean, the first, or the last. */
  readonly pooling: "mean" | "cls" | "last_token";
  /** Longer texts are cut. */
  readonly maxTokens: number;
  /** What stands before a query, and before a passage. */
  readonly queryPrefix: string;
  readonly passagePrefix: string;
  /** Beginning of the SHA-256 of the model's file: vectors of other weights cannot be compared. */
  readonly fingerprint: string;
}

/** As transformers.js calls them: `model.onnx`, `model_quantized.onnx`, `model_fp16.onnx`. */
export type EmbeddingPrecision = "fp32" | "q8" | "fp16";

export const ONNX_FILES: Readonly<Record<EmbeddingPrecision, string>> = {
  fp32: "onnx/model.onnx",
  q8: "onnx/model_quantized.onnx",
  fp16: "onnx/model_fp16.onnx",
};

/** What vectors of a choice are known by, in names of files too: `bge-small-en-v1_5-0123456789ab`. */
export const vectorModelOf = ({ id, fingerprint }: Pick<EmbeddingChoice, "id" | "fingerprint">): string =>
  `${id.replace(/[^\w-]/g, "_")}-${fingerprint}`;
