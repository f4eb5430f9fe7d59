/** Learning-rate schedules with linear warm-up. */
import type { TrainingConfig } from "../../core/run.ts";

/**
 * The learning rate of a step: `step` counts from 0 to totalSteps - 1. Rises linearly over the warm-up steps,
 * then falls to 0 along half a cosine or a line, or stays.
 */
export function learningRateAt(
  step: number,
  totalSteps: number,
  { learningRate, schedule, warmup }: Pick<TrainingConfig, "learningRate" | "schedule" | "warmup">,
): number {
  const warmupSteps = Math.ceil(warmup * totalSteps);
  // The first step already learns: a rate of 0 would be a step lost.
  if (step < warmupSteps) return (learningRate * (step + 1)) / warmupSteps;
  const progress = (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
  switch (schedule) {
    case "constant":
      return learningRate;
    case "linear":
      return learningRate * (1 - progress);
    case "cosine":
      return learningRate * 0.5 * (1 + Math.cos(Math.PI * progress));
  }
}
