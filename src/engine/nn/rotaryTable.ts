/** Angles of the rotary embedding. */
import { at } from "../../base/at.ts";
import type { DecoderConfig } from "../models/config.ts";

export interface RotaryTable {
  /** [T, headDim / 2] */
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

/**
 * Cosines and sines for positions 0..T-1. `frequencyFactors` [headDim / 2] divide the frequencies (Llama 3's long
 * context scaling, stored in GGUF as rope_freqs.weight).
 */
export function rotaryTable(config: DecoderConfig, T: number, frequencyFactors?: Float32Array): RotaryTable {
  const half = config.headDim / 2;
  const [cos, sin] = [new Float32Array(T * half), new Float32Array(T * half)];
  for (let i = 0; i < half; i++) {
    const factor = frequencyFactors ? at(frequencyFactors, i) : 1;
    const frequency = config.rotaryBase ** ((-2 * i) / config.headDim) / factor / config.rotaryScale;
    for (let t = 0; t < T; t++) {
      cos[t * half + i] = Math.cos(t * frequency);
      sin[t * half + i] = Math.sin(t * frequency);
    }
  }
  return { cos, sin };
}

/** Added to a score to keep a query from looking ahead; finite, so that no row of scores is undefined. */
const BLOCKED = -1e9;

/** [T, T]: row t may look at columns 0..t. */
export function causalMask(T: number): Float32Array {
  const mask = new Float32Array(T * T);
  for (let t = 0; t < T; t++) mask.fill(BLOCKED, t * T + t + 1, (t + 1) * T);
  return mask;
}
