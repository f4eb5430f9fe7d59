/**
 * The K types: super-blocks of 256 elements with quantized scales (and minima) of 16 or 32 elements each.
 * Source: block_q*_K and dequantize_row_q*_K of ggml.
 */
import { float16At } from "../float16.ts";

const SUPER_BLOCK = 256;

/** 84 bytes: scales[16] (scale low, minimum high nibble), qs[64] of 2 bits, d, dmin; d sc q - dmin m. */
export function dequantizeQ2K(bytes: Uint8Array, out: Float32Array): void {
  let i = 0;
  for (let p = 0; i < out.length; p += 84) {
    const d = float16At(bytes, p + 80);
    const dmin = float16At(bytes, p + 82);
    for (let group = 0; group < 16; group++) {
      const scale = bytes[p + group] ?? 0;
      const ds = d * (scale & 15);
      const dm = dmin * (scale >> 4);
      // Eight groups of 16 share 32 bytes: byte halves by the group's parity, bit pairs by its rank.
      const q = p + 16 + 32 * (group >> 3) + 16 * (group & 1);
      const shift = ((group >> 1) & 3) * 2;
      for (let j = 0; j < 16; j++) out[i++] = ds * (((bytes[q + j] ?? 0) >> shift) & 3) - dm;
    }
  }
}

/** 110 bytes: hmask[32], qs[64], scales[12] of 6 bits, d; d (sc - 32) (q - (the high bit set ? 0 : 4)). */
export function dequantizeQ3K(bytes: Uint8Array, out: Float32Array): void {
  let i = 0;
  for (let p = 0; i < out.length; p += 110) {
    const d = float16At(bytes, p + 108);
    const scales = p + 96;
    for (let group = 0; group < 16; group++) {
      // Low nibbles lie in bytes 0 to 7 (groups 8 to 15 in the upper halves), the two high bits in bytes 8 to 11.
      const low = ((bytes[scales + (group & 7)] ?? 0) >> (group < 8 ? 0 : 4)) & 15;
      const high = ((bytes[scales + 8 + (group & 3)] ?? 0) >> (2 * (group >> 2))) & 3;
      const ds = d * ((low | (high << 4)) - 32);
      const mask = p + 16 * (group & 1);
      const q = p + 32 + 32 * (group >> 3) + 16 * (group & 1);
      const shift = ((group >> 1) & 3) * 2;
      const bit = group >> 1;
      for (let j = 0; j < 16; j++) {
        const level = ((bytes[q + j] ?? 0) >> shift) & 3;
        out[i++] = ds * (level - ((((bytes[mask + j] ?? 0) >> bit) & 1) === 1 ? 0 : 4));
      }
    }
  }
}

/** 144 bytes: d, dmin, scales[12], qs[128]; d sc q - dmin m. */
export function dequantizeQ4K(bytes: Uint8Array, out: Float32Array): void {
  let start = 0;
  for (let p = 0; start < out.length; p += 144, start += SUPER_BLOCK) {
    const d = float16At(bytes, p);
    const dmin = float16At(bytes, p + 2);
    for (let group = 0; group < 8; group++) {
      const ds = d * scaleOf(bytes, p + 4, group);
      const dm = dmin * minimumOf(bytes, p + 4, group);
      const q = p + 16 + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      const i = start + 32 * group;
      for (let j = 0; j < 32; j++) out[i + j] = ds * (((bytes[q + j] ?? 0) >> shift) & 15) - dm;
    }
  }
}

/** 176 bytes: d, dmin, scales[12], qh[32], qs[128]; d sc q - dmin m, bit `group` of qh being the fifth of q. */
export function dequantizeQ5K(bytes: Uint8Array, out: Float32Array): void {
  let start = 0;
  for (let p = 0; start < out.length; p += 176, start += SUPER_BLOCK) {
    const d = float16At(bytes, p);
    const dmin = float16At(bytes, p + 2);
    for (let group = 0; group < 8; group++) {
      const ds = d * scaleOf(bytes, p + 4, group);
      const dm = dmin * minimumOf(bytes, p + 4, group);
      const high = p + 16;
      const q = p + 48 + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      const i = start + 32 * group;
      for (let j = 0; j < 32; j++) {
        const level = (((bytes[q + j] ?? 0) >> shift) & 15) | ((((bytes[high + j] ?? 0) >> group) & 1) << 4);
        out[i + j] = ds * level - dm;
      }
    }
  }
}

/** 210 bytes: ql[128], qh[64], int8 scales[16], d; d sc (q - 32). */
export function dequantizeQ6K(bytes: Uint8Array, out: Float32Array): void {
  let i = 0;
  for (let p = 0; i < out.length; p += 210) {
    const d = float16At(bytes, p + 208);
    for (let group = 0; group < 16; group++) {
      const ds = d * (((bytes[p + 192 + group] ?? 0) << 24) >> 24);
      // Each half of 128 elements has 64 bytes of low nibbles and 32 of high bit pairs.
      const half = group >> 3;
      const quarter = (group >> 1) & 3;
      const column = 16 * (group & 1);
      const low = p + 64 * half + 32 * (quarter & 1) + column;
      const lowShift = 4 * (quarter >> 1);
      const high = p + 128 + 32 * half + column;
      const highShift = 2 * quarter;
      for (let j = 0; j < 16; j++) {
        const level = (((bytes[low + j] ?? 0) >> lowShift) & 15) | ((((bytes[high + j] ?? 0) >> highShift) & 3) << 4);
        out[i++] = ds * (level - 32);
      }
    }
  }
}

/** The 6-bit scale of group `j` (0 to 7) among the 12 packed bytes at `p` (get_scale_min_k4 of ggml). */
function scaleOf(bytes: Uint8Array, p: number, j: number): number {
  if (j < 4) return (bytes[p + j] ?? 0) & 63;
  return ((bytes[p + j + 4] ?? 0) & 15) | (((bytes[p + j - 4] ?? 0) >> 6) << 4);
}

function minimumOf(bytes: Uint8Array, p: number, j: number): number {
  if (j < 4) return (bytes[p + j + 4] ?? 0) & 63;
  return ((bytes[p + j + 4] ?? 0) >> 4) | (((bytes[p + j] ?? 0) >> 6) << 4);
}
