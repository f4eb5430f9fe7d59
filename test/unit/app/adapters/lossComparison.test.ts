import { describe, expect, it } from "vitest";
import type { TokenizedExample } from "../../../../src/core/example.ts";
import { compareLosses } from "../../../../src/app/adapters/lossComparison.ts";

/** Two tokens of prompt, then `targets` to learn. */
const exampleOf = (id: string, targets: number): TokenizedExample => ({
  id,
  tokens: Int32Array.from({ length: targets + 2 }, (_, index) => 100 + index),
  isTarget: Uint8Array.from({ length: targets + 2 }, (_, index) => (index < 2 ? 0 : 1)),
});

const filled = (count: number, value: number): number[] => new Array<number>(count).fill(value);

describe("compareLosses", () => {
  const examples = [exampleOf("e1", 400), exampleOf("e2", 600)];
  const trainer = [filled(400, 2), filled(600, 3)];

  it("weighs every token alike", () => {
    const comparison = compareLosses(examples, trainer, trainer);
    expect(comparison).toMatchObject({ tokenCount: 1000, trainerLoss: 2.6, servedLoss: 2.6, agrees: true });
  });

  it("accepts what rounding does to a quantized model", () => {
    const served = trainer.map((row) => row.map((nll, index) => nll * 1.004 + (index % 2 === 0 ? 0.1 : -0.1)));
    expect(compareLosses(examples, trainer, served).agrees).toBe(true);
  });

  it("refuses a mean beyond the tolerance and its noise", () => {
    const served = trainer.map((row) => row.map((nll) => nll + 0.05));
    const comparison = compareLosses(examples, trainer, served);
    expect(comparison.allowedDifference).toBeCloseTo(0.026 + 0.4 / Math.sqrt(1000), 6);
    expect(comparison.agrees).toBe(false);
    expect(compareLosses(examples, trainer, served, 0.02).agrees).toBe(true);
  });

  it("grants more to the mean of few tokens", () => {
    const few = [exampleOf("e1", 10)];
    expect(compareLosses(few, [filled(10, 2)], [filled(10, 2.1)]).agrees).toBe(true);
  });

  it("refuses tokens that differ though their mean does not", () => {
    const served = trainer.map((row) => row.map((nll, index) => nll + (index % 2 === 0 ? 1.5 : -1.5)));
    const comparison = compareLosses(examples, trainer, served);
    expect(comparison.servedLoss).toBeCloseTo(comparison.trainerLoss, 9);
    expect(comparison.agrees).toBe(false);
  });

  it("names the first token that diverges", () => {
    const served = [trainer[0] ?? [], filled(600, 3)];
    served[1]?.splice(7, 1, 4.5);
    served[1]?.splice(9, 1, 9);
    expect(compareLosses(examples, trainer, served).divergence).toEqual({
      exampleId: "e2",
      position: 9,
      token: 109,
      trainerLogProbability: -3,
      servedLogProbability: -4.5,
    });
  });

  it("names the token that differs most when none diverges", () => {
    const served = [filled(400, 2.1), filled(600, 3.1)];
    served[0]?.splice(3, 1, 2.4);
    expect(compareLosses(examples, trainer, served).divergence).toMatchObject({ exampleId: "e1", position: 5 });
  });

  it("takes a loss that is no number for a divergence", () => {
    const served = [filled(400, 2), filled(600, 3)];
    served[0]?.splice(1, 1, NaN);
    const comparison = compareLosses(examples, trainer, served);
    expect(comparison.agrees).toBe(false);
    expect(comparison.divergence).toMatchObject({ exampleId: "e1", position: 3 });
  });

  it("refuses losses that do not belong to the examples", () => {
    expect(() => compareLosses(examples, [filled(400, 2), filled(599, 3)], trainer)).toThrow("e2 has 600 targets");
  });
});
