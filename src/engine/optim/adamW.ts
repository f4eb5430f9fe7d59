/** AdamW with decoupled weight decay (arXiv:1711.05101). */
import type { TrainingConfig } from "../../core/run.ts";

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** First and second moments, one per parameter. */
export interface AdamWState {
  readonly m: Float32Array;
  readonly v: Float32Array;
}

export const adamWOptions = ({ beta1, beta2, epsilon, weightDecay }: TrainingConfig): AdamWOptions => ({
  beta1,
  beta2,
  epsilon,
  weightDecay,
});

export const initAdamW = (count: number): AdamWState => ({ m: new Float32Array(count), v: new Float32Array(count) });

/** A run of parameters that share a learning rate: LoRA+ gives B a larger one. */
export interface ParameterRange {
  readonly start: number;
  readonly end: number;
  /** Factor of the schedule's learning rate. */
  readonly rateFactor: number;
}

/**
 * Updates `parameters` in place. `step` counts from 1; `gradients` are multiplied by `gradientScale` as they are read,
 * which is where clipping happens without a pass of its own.
 */
export function adamWStep(
  parameters: Float32Array,
  gradients: Float32Array,
  { m, v }: AdamWState,
  ranges: readonly ParameterRange[],
  { beta1, beta2, epsilon, weightDecay }: AdamWOptions,
  { step, learningRate, gradientScale }: { step: number; learningRate: number; gradientScale: number },
): void {
  const correction1 = 1 - beta1 ** step;
  const rootCorrection2 = Math.sqrt(1 - beta2 ** step);
  for (const { start, end, rateFactor } of ranges) {
    const rate = learningRate * rateFactor;
    const keep = 1 - rate * weightDecay;
    const stepSize = rate / correction1;
    for (let i = start; i < end; i++) {
      const g = (gradients[i] as number) * gradientScale;
      const mi = beta1 * (m[i] as number) + (1 - beta1) * g;
      const vi = beta2 * (v[i] as number) + (1 - beta2) * g * g;
      m[i] = mi;
      v[i] = vi;
      parameters[i] = (parameters[i] as number) * keep - (stepSize * mi) / (Math.sqrt(vi) / rootCorrection2 + epsilon);
    }
  }
}

/** The Euclidean norm of all gradients. NaN or infinite when a gradient is. */
export function gradientNorm(gradients: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < gradients.length; i++) squares += (gradients[i] as number) ** 2;
  return Math.sqrt(squares);
}

/** The factor that brings a gradient of norm `norm` to at most `clipNorm`; 1 when clipping is off (0). */
export const clipScale = (norm: number, clipNorm: number): number =>
  clipNorm > 0 && norm > clipNorm ? clipNorm / (norm + 1e-6) : 1;
