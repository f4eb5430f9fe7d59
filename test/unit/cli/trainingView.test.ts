import { describe, expect, it, onTestFinished, vi } from "vitest";
import { describeView, EMPTY_VIEW, nextView, showTraining } from "../../../src/cli/trainingView.ts";
import type { TrainingEvent } from "../../../src/core/run.ts";
import { capturedTerminal } from "../../support/capturedTerminal.ts";

const started: TrainingEvent = {
  kind: "started",
  totalSteps: 10,
  resumedFrom: 0,
  device: "cpu",
  deviceReason: "asked for",
  parameterCount: 4_880_000,
  estimateBytes: 2.5e9,
};
const step = (number: number, loss: number): TrainingEvent => ({
  kind: "step",
  step: number,
  epoch: 0,
  loss,
  learningRate: 1e-4,
  gradientNorm: 1,
  tokens: 100,
  tokensPerSecond: 412.4,
  rssBytes: 1.6e9,
});
const validation = (number: number, validationLoss: number, best: boolean): TrainingEvent => ({
  kind: "validation",
  step: number,
  validationLoss,
  best,
});
const after = (...events: TrainingEvent[]) => events.reduce(nextView, EMPTY_VIEW);

describe("training view", () => {
  it("shows step, loss with its course, validation from where to where, rate and memory", () => {
    const view = after(started, validation(0, 3, true), step(1, 3), step(2, 2), validation(2, 2.5, true));
    expect(describeView(view)).toBe("step 2/10 · loss 2.500 █▁ · validation 3.000 → 2.500 · 412 tokens/s · 1.6 GB");
  });

  it("shows one validation loss before the first step", () => {
    expect(describeView(after(started, validation(0, 3, true)))).toBe("step 0/10 · validation 3.000");
  });

  it("compares the base model's loss with none but a later one, though steps come before it", () => {
    const first = after(started, step(1, 3), validation(0, 3, true));
    expect(describeView(first)).toBe("step 1/10 · loss 3.000 ▁ · validation 3.000 · 412 tokens/s · 1.6 GB");
    expect(describeView(nextView(first, validation(1, 2.5, true)))).toContain("validation 3.000 → 2.500");
  });

  it("does not take the first validation of a resumed run for the base model's", () => {
    const view = after({ ...started, resumedFrom: 4 }, validation(6, 2.5, true), validation(8, 2.25, true));
    expect(describeView(view)).toBe("step 4/10 · validation 2.250");
  });

  it("counts the share of the running step and forgets it when the step is done", () => {
    expect(after(started, { kind: "progress", step: 0, fraction: 0.5 }).fraction).toBe(0.5);
    expect(after(started, { kind: "progress", step: 0, fraction: 0.5 }, step(1, 2)).fraction).toBe(0);
  });

  it("starts where a resumed run goes on", () => {
    expect(after({ ...started, resumedFrom: 4 }).step).toBe(4);
  });

  it("keeps the step of the best validation", () => {
    const view = after(started, validation(2, 2, true), validation(4, 3, false));
    expect(view.bestStep).toBe(2);
  });
});

describe("showTraining", () => {
  it("emits every event but the progress inside a step as a JSON line", () => {
    const { terminal, stdout } = capturedTerminal({ json: true });
    const display = showTraining(terminal);
    for (const event of [started, { kind: "progress", step: 0, fraction: 0.5 } as const, step(1, 2)])
      display.show(event);
    display.stop();
    expect(
      stdout()
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as TrainingEvent).kind),
    ).toEqual(["started", "step"]);
  });

  it("counts no steps before it is known how many there are, however long that takes", () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { terminal, stderr } = capturedTerminal();
    const display = showTraining(terminal);
    vi.advanceTimersByTime(60_000);
    display.show({ kind: "warning", message: "2 examples are cut" });
    expect(stderr()).toBe("Note: 2 examples are cut.\n");
  });

  it("writes plain lines to stderr where no terminal is: the start, warnings, validations", () => {
    const { terminal, stderr, stdout } = capturedTerminal();
    const display = showTraining(terminal);
    const warning: TrainingEvent = { kind: "warning", message: "2 examples are cut" };
    for (const event of [warning, started, step(1, 2), validation(1, 2.5, true)]) display.show(event);
    display.stop();
    expect(stdout()).toBe("");
    expect(stderr().trim().split("\n")).toEqual([
      "Note: 2 examples are cut.",
      "Training 4.88 million parameters on cpu (asked for), 10 steps, about 2.5 GB of memory.",
      "step 1/10 · loss 2.000 ▁ · validation 2.500 · 412 tokens/s · 1.6 GB",
    ]);
  });
});
