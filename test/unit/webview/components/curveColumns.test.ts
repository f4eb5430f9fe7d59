import { expect, it } from "vitest";
import { columnsOf } from "../../../../src/webview/components/curveColumns.ts";

const step = (step: number, loss: number | null) => ({
  step,
  loss,
  learningRate: step / 10,
  tokensPerSecond: 1,
  rssBytes: 1,
});

it("lines up steps and validations by step, with gaps where one has nothing", () => {
  const [axis, loss, mean, validation, rate] = columnsOf({
    steps: [step(1, 4), step(2, 2)],
    validations: [
      { step: 0, loss: 5, best: true },
      { step: 2, loss: 3, best: true },
    ],
  });
  expect(axis).toEqual([0, 1, 2]);
  expect(loss).toEqual([null, 4, 2]);
  expect(mean).toEqual([null, 4, expect.closeTo(3.7)]);
  expect(validation).toEqual([5, null, 3]);
  expect(rate).toEqual([null, 0.1, 0.2]);
});

it("draws a gap where the loss left the numbers, and goes on after it", () => {
  const [, loss, mean] = columnsOf({ steps: [step(1, 4), step(2, null), step(3, 4)], validations: [] });
  expect(loss).toEqual([4, null, 4]);
  expect(mean).toEqual([4, null, 4]);
});
