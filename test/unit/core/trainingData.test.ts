import { describe, expect, it } from "vitest";
import type { TokenizedExample } from "../../../src/core/example.ts";
import { prepareTrainingData } from "../../../src/core/trainingData.ts";

/** `length` tokens of which the last `targets` are to be learned. */
const example = (length: number, targets: number, id = "x"): TokenizedExample => ({
  id,
  tokens: Int32Array.from({ length }, (_, index) => index),
  isTarget: Uint8Array.from({ length }, (_, index) => (index >= length - targets ? 1 : 0)),
});
const config = { maxTokens: 16, batchSize: 2, microBatchTokens: 16 };
const validation = [example(4, 2)];

describe("prepareTrainingData", () => {
  it("leaves data that fits as it is, without a warning", () => {
    const train = [example(16, 3), example(5, 1)];
    expect(prepareTrainingData({ train, validation }, config, 100)).toEqual({
      train,
      validation,
      maxTokens: 16,
      warnings: [],
    });
  });

  it("refuses an empty dataset", () => {
    expect(() => prepareTrainingData({ train: [], validation }, config, 100)).toThrow("0 training examples");
  });

  it("refuses a batch larger than the dataset and names both numbers", () => {
    expect(() => prepareTrainingData({ train: [example(4, 2)], validation }, config, 100)).toThrow(
      "the dataset has 1 training examples, the batch size is 2",
    );
  });

  it("refuses data in which every label is masked", () => {
    const train = [example(4, 0), example(5, 0)];
    expect(() => prepareTrainingData({ train, validation }, config, 100)).toThrow(/none of the 2 training examples/);
  });

  it("cuts long examples at the end and says how many and how long", () => {
    const train = [example(20, 10), example(30, 25), example(5, 1)];
    const data = prepareTrainingData({ train, validation }, config, 100);
    expect(data.train.map((each) => each.tokens.length)).toEqual([16, 16, 5]);
    expect(data.train.map((each) => each.isTarget.length)).toEqual([16, 16, 5]);
    expect(data.warnings).toEqual([
      "2 of 3 training examples are longer than 16 tokens (the longest has 30) and are cut at the end",
    ]);
  });

  it("says that what is longer than a micro-batch is computed whole all the same", () => {
    const train = [example(12, 3), example(20, 10), example(5, 1)];
    const { warnings } = prepareTrainingData({ train, validation }, { ...config, microBatchTokens: 8 }, 100);
    expect(warnings[1]).toBe(
      "--micro-batch-tokens 8 is less than 2 of 4 examples have: each of these is computed alone and whole, " +
        "so memory is needed for the longest, 16 tokens; --max-tokens cuts it",
    );
    expect(prepareTrainingData({ train, validation }, config, 100).warnings).toHaveLength(1);
  });

  it("leaves out examples whose answer is cut away", () => {
    const train = [example(30, 5), example(5, 1), example(6, 1)];
    const data = prepareTrainingData({ train, validation }, config, 100);
    expect(data.train).toHaveLength(2);
    expect(data.warnings[1]).toContain("1 of 3 training examples have nothing to learn within 16 tokens");
  });

  it("stays within the model's context and says so", () => {
    const data = prepareTrainingData({ train: [example(12, 12), example(5, 1)], validation }, config, 8);
    expect(data.maxTokens).toBe(8);
    expect(data.train[0]?.tokens).toHaveLength(8);
    expect(data.warnings.join()).toContain("more than the model's context of 8");
  });

  it("warns when there is nothing to validate on", () => {
    const data = prepareTrainingData({ train: [example(4, 1), example(5, 1)], validation: [] }, config, 100);
    expect(data.warnings.join()).toContain("no validation examples");
  });
});
