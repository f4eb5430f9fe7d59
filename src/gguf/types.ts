/** Names and sizes of the GGUF format (specification: ggml/docs/gguf.md, version 3). */

export type GgufScalar = number | bigint | boolean | string;
/** Numeric arrays are typed arrays where the type allows; strings and nested arrays are plain arrays. */
export type GgufArray = readonly GgufScalar[] | Int32Array | Uint32Array | Float32Array | readonly GgufArray[];
export type GgufValueType =
  | "uint8"
  | "int8"
  | "uint16"
  | "int16"
  | "uint32"
  | "int32"
  | "float32"
  | "bool"
  | "string"
  | "array"
  | "uint64"
  | "int64"
  | "float64";

export interface GgufValue {
  readonly type: GgufValueType;
  /** Present when `type` is "array". */
  readonly itemType?: GgufValueType;
  readonly value: GgufScalar | GgufArray;
}
export type GgufMetadata = ReadonlyMap<string, GgufValue>;

export type GgmlType =
  | "F32"
  | "F16"
  | "BF16"
  | "Q4_0"
  | "Q4_1"
  | "Q5_0"
  | "Q5_1"
  | "Q8_0"
  | "Q2_K"
  | "Q3_K"
  | "Q4_K"
  | "Q5_K"
  | "Q6_K"
  | "IQ4_NL";

export interface GgufTensorInfo {
  readonly name: string;
  readonly type: GgmlType;
  /** Row-major: GGUF's `ne` reversed, so a linear weight is [out, in]. */
  readonly shape: readonly number[];
  readonly elementCount: number;
  /** From the start of the file. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/** An open GGUF file. Only the header is held in memory; tensors are read on demand. */
export interface GgufFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly metadata: GgufMetadata;
  readonly tensors: ReadonlyMap<string, GgufTensorInfo>;
  /** The raw bytes of one tensor, or of `rowCount` of its rows from `firstRow`. Throws UserError gguf/no-tensor. */
  readTensor(name: string, rows?: { firstRow: number; rowCount: number }): Promise<Uint8Array>;
  close(): Promise<void>;
}
