import { BLOCKS, sizeOfElements } from "./blocks.ts";
import { dequantizeBF16, dequantizeF16, dequantizeF32 } from "./quants/floats.ts";
import {
  dequantizeIQ4NL,
  dequantizeQ40,
  dequantizeQ41,
  dequantizeQ50,
  dequantizeQ51,
  dequantizeQ80,
} from "./quants/blocks32.ts";
import { dequantizeQ2K, dequantizeQ3K, dequantizeQ4K, dequantizeQ5K, dequantizeQ6K } from "./quants/superBlocks.ts";
import type { GgmlType } from "./types.ts";

/** Fills `out` from as many whole blocks as it holds; sizes have been checked. */
export type Dequantizer = (bytes: Uint8Array, out: Float32Array) => void;

const DEQUANTIZERS: Readonly<Record<GgmlType, Dequantizer>> = {
  F32: dequantizeF32,
  F16: dequantizeF16,
  BF16: dequantizeBF16,
  Q4_0: dequantizeQ40,
  Q4_1: dequantizeQ41,
  Q5_0: dequantizeQ50,
  Q5_1: dequantizeQ51,
  Q8_0: dequantizeQ80,
  Q2_K: dequantizeQ2K,
  Q3_K: dequantizeQ3K,
  Q4_K: dequantizeQ4K,
  Q5_K: dequantizeQ5K,
  Q6_K: dequantizeQ6K,
  IQ4_NL: dequantizeIQ4NL,
};

/**
 * Writes the float32 values of a tensor's raw `bytes` into `out`, whose length is the element count.
 * A product of float16 and quants is exact in float32, so the one rounding, on
 * storing, gives ggml's own values (dequantize_row_* of ggml-quants.c). Throws RangeError when the
 * two sizes do not fit each other.
 */
export function dequantize(type: GgmlType, bytes: Uint8Array, out: Float32Array): void {
  const expected = sizeOfElements(type, out.length);
  if (out.length % BLOCKS[type].blockElements !== 0 || bytes.length !== expected)
    throw new RangeError(`${out.length} elements of ${type} take ${expected} bytes, got ${bytes.length}`);
  DEQUANTIZERS[type](bytes, out);
}
