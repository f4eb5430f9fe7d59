import { describe, expect, it } from "vitest";
import { affordableSteps, PACES, startClock, type Workload } from "../../../../src/app/demo/demoPace.ts";

const workload = (evaluationSeconds: number): Workload => ({ batchSize: 8, validationExamples: 60, evaluationSeconds });

describe("affordableSteps", () => {
  it("gives fast machines all steps, slow ones fewer, and the slowest a few", () => {
    const { maxSteps, minSteps } = PACES.quick;
    expect(affordableSteps(PACES.quick, workload(0.01))).toBe(maxSteps);
    const slower = affordableSteps(PACES.quick, workload(0.12));
    expect(slower).toBeLessThan(maxSteps);
    expect(slower).toBeGreaterThan(minSteps);
    expect(affordableSteps(PACES.quick, workload(100))).toBe(minSteps);
  });

  it("plans within the time there is, that of the validations too", () => {
    const evaluationSeconds = 0.2;
    const steps = affordableSteps(PACES.whole, workload(evaluationSeconds));
    // A step of 8 examples costs at least twice the forward pass that was measured.
    const [stepping, validating] = [steps * 8 * 2 * evaluationSeconds, 5 * 60 * evaluationSeconds];
    expect(stepping + validating).toBeLessThanOrEqual(PACES.whole.trainingSeconds);
    expect(affordableSteps(PACES.whole, { ...workload(evaluationSeconds), validationExamples: 6 })).toBeGreaterThan(
      steps,
    );
  });

  it("gives all steps when nothing could be measured", () => {
    expect(affordableSteps(PACES.quick, workload(0))).toBe(PACES.quick.maxSteps);
  });
});

describe("startClock", () => {
  it("tells the whole time from the part after the first report", () => {
    let nowMs = 9000;
    const heard: number[] = [];
    const clock = startClock(
      (fraction) => heard.push(fraction),
      () => nowMs,
    );
    clock.tick(0.2);
    nowMs += 4000;
    clock.tick(0.6);
    expect(clock.seconds()).toBeCloseTo(10);
    expect(heard).toEqual([0.2, 0.6]);
  });

  it("tells nothing from a single report", () => {
    const clock = startClock(() => undefined);
    clock.tick(1);
    expect(clock.seconds()).toBe(0);
  });
});
