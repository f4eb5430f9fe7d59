/**
 * Types of 32 elements a block: a float16 scale d (and minimum m), then the quants q. Nibble types keep element j
 * in the low half of byte j and element j + 16 in its high half. Source: block_q* and dequantize_row_* of ggml.
 */
import { float16At } from "../float16.ts";

const BLOCK = 32;
const HALF = 16;

/** 18 bytes: d, qs[16]; d (q - 8). */
export function dequantizeQ40(bytes: Uint8Array, out: Float32Array): void {
  for (let start = 0, p = 0; start < out.length; start += BLOCK, p += 18) {
    const d = float16At(bytes, p);
    for (let j = 0; j < HALF; j++) {
      const q = bytes[p + 2 + j] ?? 0;
      out[start + j] = d * ((q & 15) - 8);
      out[start + HALF + j] = d * ((q >> 4) - 8);
    }
  }
}

/** 20 bytes: d, m, qs[16]; d q + m. */
export function dequantizeQ41(bytes: Uint8Array, out: Float32Array): void {
  for (let start = 0, p = 0; start < out.length; start += BLOCK, p += 20) {
    const d = float16At(bytes, p);
    const m = float16At(bytes, p + 2);
    for (let j = 0; j < HALF; j++) {
      const q = bytes[p + 4 + j] ?? 0;
      out[start + j] = d * (q & 15) + m;
      out[start + HALF + j] = d * (q >> 4) + m;
    }
  }
}

/** 22 bytes: d, qh[4], qs[16]; qh holds the fifth bit of element i in its bit i; d (q - 16). */
export function dequantizeQ50(bytes: Uint8Array, out: Float32Array): void {
  for (let start = 0, p = 0; start < out.length; start += BLOCK, p += 22) {
    const d = float16At(bytes, p);
    const high = uint32At(bytes, p + 2);
    for (let j = 0; j < HALF; j++) {
      const q = bytes[p + 6 + j] ?? 0;
      out[start + j] = d * (((q & 15) | (((high >>> j) & 1) << 4)) - 16);
      out[start + HALF + j] = d * (((q >> 4) | (((high >>> (j + HALF)) & 1) << 4)) - 16);
    }
  }
}

/** 24 bytes: d, m, qh[4], qs[16]; d q + m. */
export function dequantizeQ51(bytes: Uint8Array, out: Float32Array): void {
  for (let start = 0, p = 0; start < out.length; start += BLOCK, p += 24) {
    const d = float16At(bytes, p);
    const m = float16At(bytes, p + 2);
    const high = uint32At(bytes, p + 4);
    for (let j = 0; j < HALF; j++) {
      const q = bytes[p + 8 + j] ?? 0;
      out[start + j] = d * ((q & 15) | (((high >>> j) & 1) << 4)) + m;
      out[start + HALF + j] = d * ((q >> 4) | (((high >>> (j + HALF)) & 1) << 4)) + m;
    }
  }
}

/** 34 bytes: d, int8[32]; d q. */
export function dequantizeQ80(bytes: Uint8Array, out: Float32Array): void {
  for (let start = 0, p = 0; start < out.length; start += BLOCK, p += 34) {
    const d = float16At(bytes, p);
    for (let j = 0; j < BLOCK; j++) out[start + j] = d * (((bytes[p + 2 + j] ?? 0) << 24) >> 24);
  }
}

/** The 16 levels of IQ4_NL (kvalues_iq4nl of ggml-common.h). */
const IQ4_NL_LEVELS = Int8Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

/** 18 bytes: d, qs[16]; d level[q]. */
export function dequantizeIQ4NL(bytes: Uint8Array, out: Float32Array): void {
  for (let start = 0, p = 0; start < out.length; start += BLOCK, p += 18) {
    const d = float16At(bytes, p);
    for (let j = 0; j < HALF; j++) {
      const q = bytes[p + 2 + j] ?? 0;
      out[start + j] = d * (IQ4_NL_LEVELS[q & 15] ?? 0);
      out[start + HALF + j] = d * (IQ4_NL_LEVELS[q >> 4] ?? 0);
    }
  }
}

function uint32At(bytes: Uint8Array, p: number): number {
  return (bytes[p] ?? 0) | ((bytes[p + 1] ?? 0) << 8) | ((bytes[p + 2] ?? 0) << 16) | ((bytes[p + 3] ?? 0) << 24);
}
