import { describe, expect, it } from "vitest";
import type { RunMetrics } from "../../../src/core/run.ts";
import { judgeTraining } from "../../../src/core/trainingHealth.ts";

const step = (step: number, loss: number): RunMetrics => ({
  kind: "step",
  step,
  epoch: 0,
  loss,
  learningRate: 1e-4,
  gradientNorm: 1,
  tokens: 10,
  tokensPerSecond: 10,
  rssBytes: 1,
});
const steps = (...losses: readonly number[]) => losses.map((loss, index) => step(index + 1, loss));
const validation = (step: number, validationLoss: number, best = false): RunMetrics => ({
  kind: "validation",
  step,
  validationLoss,
  best,
});
const kinds = (metrics: readonly RunMetrics[]) => judgeTraining(metrics).map(({ kind }) => kind);

describe("judgeTraining", () => {
  it("says nothing of a run that goes well, or has hardly begun", () => {
    expect(kinds([])).toEqual([]);
    expect(kinds(steps(9))).toEqual([]);
    const losses = Array.from({ length: 40 }, (_, index) => 4 - index * 0.05 + (index % 3) * 0.2);
    expect(kinds([validation(0, 4, true), ...steps(...losses), validation(40, 3, true)])).toEqual([]);
  });

  it("names the step at which the loss stopped being a number, and nothing else", () => {
    expect(judgeTraining([...steps(3, 2), step(3, Number.NaN), step(4, 0)])).toEqual([
      { kind: "not-a-number", step: 3 },
    ]);
  });

  it("tells of a loss that rises, but not of one noisy step", () => {
    expect(kinds(steps(3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 4, 4, 4, 4, 4))).toEqual(["diverging"]);
    expect(kinds(steps(3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4))).toEqual([]);
  });

  it("does not take for a rise what steps of few examples differ by", () => {
    // Measured: batches of four examples, while the held-out loss fell from 2.93 to 2.25.
    const noisy = [
      3.2, 3.4, 3.5, 4.9, 2.8, 3.2, 2.1, 2.7, 4.4, 1.7, 3, 2.6, 3.4, 2.7, 2.1, 2.1, 1.4, 3.2, 3.1, 3.3, 4.7, 4.5,
    ];
    for (let count = 1; count <= noisy.length; count++) expect(kinds(steps(...noisy.slice(0, count)))).toEqual([]);
  });

  it("believes the held-out loss where it has just become better", () => {
    const rising = steps(3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4);
    const before = [validation(0, 4, true), validation(10, 3, true)];
    expect(kinds([...rising, ...before, validation(18, 2.9, true)])).toEqual([]);
    expect(kinds([...rising, ...before])).toEqual(["diverging"]);
    expect(kinds([...rising, ...before, validation(18, 3.3)])).toEqual(["diverging"]);
  });

  it("tells of learning by heart once two validations are worse while the loss falls on", () => {
    const falling = steps(3, 3, 3, 3, 3, 2.8, 2.8, 2.8, 2.8, 2.8);
    const validations = [validation(0, 4, true), validation(5, 3, true), validation(7, 3.1)];
    expect(kinds([...falling, ...validations])).toEqual([]);
    expect(judgeTraining([...falling, ...validations, validation(10, 3.2)])).toEqual([
      { kind: "overfitting", bestStep: 5, best: 3, now: 3.2 },
    ]);
  });

  it("tells of a loss of almost zero", () => {
    expect(kinds(steps(0.01, 0.01, 0.01, 0.01, 0.01))).toEqual(["zero"]);
  });

  it("tells that nothing was gained after four validations that never came below the first", () => {
    const worse = [1, 2, 3, 4].map((step) => validation(step, 4.1));
    expect(kinds([validation(0, 4, true), ...worse.slice(1)])).toEqual([]);
    expect(judgeTraining([validation(0, 4, true), ...worse])).toEqual([{ kind: "no-gain", validations: 4, base: 4 }]);
  });
});
