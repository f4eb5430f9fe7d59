import { describe, expect, it } from "vitest";
import type { TrainingConfig } from "../../../../src/core/run.ts";
import { learningRateAt } from "../../../../src/engine/optim/schedule.ts";

const rates = (totalSteps: number, schedule: TrainingConfig["schedule"], warmup: number): number[] =>
  Array.from({ length: totalSteps }, (_, step) =>
    learningRateAt(step, totalSteps, { learningRate: 1, schedule, warmup }),
  );

describe("a learning-rate schedule", () => {
  it("rises over the warm-up steps, the first of which already learns", () => {
    expect(rates(10, "constant", 0.4)).toEqual([0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1, 1]);
  });

  it("falls to zero along a line after the warm-up", () => {
    expect(rates(6, "linear", 1 / 3)).toEqual([0.5, 1, 1, 0.75, 0.5, 0.25]);
  });

  it("falls along half a cosine: half the rate half-way, a quarter after two thirds", () => {
    const cosine = rates(12, "cosine", 0);
    expect(cosine[0]).toBe(1);
    expect(cosine[4]).toBeCloseTo(0.75, 12);
    expect(cosine[6]).toBeCloseTo(0.5, 12);
    expect(cosine[8]).toBeCloseTo(0.25, 12);
    expect(cosine[11]).toBeGreaterThan(0);
  });

  it("rounds a part of a warm-up step up", () => {
    expect(rates(10, "constant", 0.11).slice(0, 3)).toEqual([0.5, 1, 1]);
  });

  it("gives a run of one step a rate to learn with", () => {
    for (const schedule of ["constant", "linear", "cosine"] as const) {
      expect(rates(1, schedule, 0.1)).toEqual([1]);
      expect(rates(1, schedule, 0)).toEqual([1]);
    }
  });
});
