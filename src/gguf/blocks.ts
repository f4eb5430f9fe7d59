import type { GgmlType } from "./types.ts";

export interface BlockLayout {
  readonly blockElements: number;
  readonly blockBytes: number;
  /** The number that stands for the type in a file (enum ggml_type of ggml.h). */
  readonly code: number;
}

/** The tensor types Espalier reads. Quantized elements come in blocks of 32, or in super-blocks of 256 for the K types. */
export const BLOCKS: Readonly<Record<GgmlType, BlockLayout>> = {
  F32: { blockElements: 1, blockBytes: 4, code: 0 },
  F16: { blockElements: 1, blockBytes: 2, code: 1 },
  Q4_0: { blockElements: 32, blockBytes: 18, code: 2 },
  Q4_1: { blockElements: 32, blockBytes: 20, code: 3 },
  Q5_0: { blockElements: 32, blockBytes: 22, code: 6 },
  Q5_1: { blockElements: 32, blockBytes: 24, code: 7 },
  Q8_0: { blockElements: 32, blockBytes: 34, code: 8 },
  Q2_K: { blockElements: 256, blockBytes: 84, code: 10 },
  Q3_K: { blockElements: 256, blockBytes: 110, code: 11 },
  Q4_K: { blockElements: 256, blockBytes: 144, code: 12 },
  Q5_K: { blockElements: 256, blockBytes: 176, code: 13 },
  Q6_K: { blockElements: 256, blockBytes: 210, code: 14 },
  IQ4_NL: { blockElements: 32, blockBytes: 18, code: 20 },
  BF16: { blockElements: 1, blockBytes: 2, code: 30 },
};

export const GGML_TYPES = Object.keys(BLOCKS) as GgmlType[];

const TYPE_OF_CODE: ReadonlyMap<number, GgmlType> = new Map(GGML_TYPES.map((type) => [BLOCKS[type].code, type]));

/** Types that llama.cpp has or had and Espalier does not read: named so that an error can name them. */
const UNSUPPORTED_NAMES: ReadonlyMap<number, string> = new Map([
  [4, "Q4_2"],
  [5, "Q4_3"],
  [9, "Q8_1"],
  [15, "Q8_K"],
  [16, "IQ2_XXS"],
  [17, "IQ2_XS"],
  [18, "IQ3_XXS"],
  [19, "IQ1_S"],
  [21, "IQ3_S"],
  [22, "IQ2_S"],
  [23, "IQ4_XS"],
  [24, "I8"],
  [25, "I16"],
  [26, "I32"],
  [27, "I64"],
  [28, "F64"],
  [29, "IQ1_M"],
  [31, "Q4_0_4_4"],
  [32, "Q4_0_4_8"],
  [33, "Q4_0_8_8"],
  [34, "TQ1_0"],
  [35, "TQ2_0"],
  [36, "IQ4_NL_4_4"],
  [37, "IQ4_NL_4_8"],
  [38, "IQ4_NL_8_8"],
  [39, "MXFP4"],
  [40, "NVFP4"],
  [41, "Q1_0"],
  [42, "Q2_0"],
]);

/** The type a file's number stands for, undefined when Espalier does not read it. */
export function typeOfCode(code: number): GgmlType | undefined {
  return TYPE_OF_CODE.get(code);
}

/** llama.cpp's name for a type's number: "MXFP4", or "number 99" when there is none. */
export function nameOfCode(code: number): string {
  return TYPE_OF_CODE.get(code) ?? UNSUPPORTED_NAMES.get(code) ?? `number ${code}`;
}

/** Bytes that `elementCount` elements take; `elementCount` is a whole number of blocks. */
export function sizeOfElements(type: GgmlType, elementCount: number): number {
  const { blockElements, blockBytes } = BLOCKS[type];
  return (elementCount / blockElements) * blockBytes;
}
