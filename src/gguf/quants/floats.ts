import { float16At } from "../float16.ts";

/** A copy of the bytes: GGUF is little-endian, and so is every machine ONNX Runtime is built for. */
export function dequantizeF32(bytes: Uint8Array, out: Float32Array): void {
  new Uint8Array(out.buffer, out.byteOffset, out.byteLength).set(bytes);
}

export function dequantizeF16(bytes: Uint8Array, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = float16At(bytes, 2 * i);
  }
}

/** bfloat16 is the upper half of a float32. */
export function dequantizeBF16(bytes: Uint8Array, out: Float32Array): void {
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < bits.length; i++) {
    bits[i] = ((bytes[2 * i] ?? 0) << 16) | ((bytes[2 * i + 1] ?? 0) << 24);
  }
}
