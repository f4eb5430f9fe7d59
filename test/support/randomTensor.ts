import { BLOCKS, sizeOfElements } from "../../src/gguf/blocks.ts";
import { dequantize } from "../../src/gguf/dequantize.ts";
import { encodeFloat16 } from "../../src/gguf/float16.ts";
import type { GgmlType } from "../../src/gguf/types.ts";
import { encodeBfloat16 } from "./bfloat16.ts";

export interface RandomTensor {
  /** Row-major. */
  readonly shape: readonly number[];
  readonly type: GgmlType;
  /** As stored in a file. */
  readonly data: Uint8Array;
  /** What `data` dequantizes to. */
  readonly values: Float32Array;
}

/** A tensor whose values lie in about `centre` ± `amplitude`; quantized types get random quants and matching scales. */
export function randomTensor(
  random: () => number,
  type: GgmlType,
  shape: readonly number[],
  { amplitude, centre = 0 }: { readonly amplitude: number; readonly centre?: number },
): RandomTensor {
  const elementCount = shape.reduce((count, size) => count * size, 1);
  const data = new Uint8Array(sizeOfElements(type, elementCount));
  const view = new DataView(data.buffer);
  const uniform = () => centre + amplitude * (2 * random() - 1);
  if (type === "F32") for (let i = 0; i < elementCount; i++) view.setFloat32(4 * i, uniform(), true);
  else if (type === "F16") for (let i = 0; i < elementCount; i++) view.setUint16(2 * i, encodeFloat16(uniform()), true);
  else if (type === "BF16")
    for (let i = 0; i < elementCount; i++) view.setUint16(2 * i, encodeBfloat16(uniform()), true);
  else fillBlocks(random, type, view, amplitude);
  const values = new Float32Array(elementCount);
  dequantize(type, data, values);
  return { shape, type, data, values };
}

interface ScaleField {
  /** Byte of the float16 within the block. */
  readonly at: number;
  /** Its value for an amplitude of 1. */
  readonly value: number;
}

/** The float16 scales of each quantized type, chosen so that random quants give values centred on 0. */
// prettier-ignore
const SCALES: Readonly<Record<Exclude<GgmlType, "F32" | "F16" | "BF16">, readonly ScaleField[]>> = {
  Q4_0: [{ at: 0, value: 1 / 8 }],
  Q4_1: [{ at: 0, value: 2 / 15 }, { at: 2, value: -1 }],
  Q5_0: [{ at: 0, value: 1 / 16 }],
  Q5_1: [{ at: 0, value: 2 / 31 }, { at: 2, value: -1 }],
  Q8_0: [{ at: 0, value: 1 / 128 }],
  IQ4_NL: [{ at: 0, value: 1 / 127 }],
  // d times the mean scale times the mean quant equals dmin times the mean minimum.
  Q2_K: [{ at: 80, value: 1 / 25 }, { at: 82, value: 1.5 / 25 }],
  Q3_K: [{ at: 108, value: 1 / 64 }],
  Q4_K: [{ at: 0, value: 1 / 400 }, { at: 2, value: 7.5 / 400 }],
  Q5_K: [{ at: 0, value: 1 / 800 }, { at: 2, value: 15.5 / 800 }],
  Q6_K: [{ at: 208, value: 1 / 2000 }],
};

function fillBlocks(random: () => number, type: keyof typeof SCALES, view: DataView, amplitude: number): void {
  for (let i = 0; i < view.byteLength; i++) view.setUint8(i, Math.floor(256 * random()));
  for (let block = 0; block < view.byteLength; block += BLOCKS[type].blockBytes) {
    const factor = amplitude * (0.75 + 0.5 * random());
    for (const { at, value } of SCALES[type]) view.setUint16(block + at, encodeFloat16(factor * value), true);
  }
}
