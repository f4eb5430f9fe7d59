import { expect, it } from "vitest";
import type { LinearName } from "../../../../src/core/run.ts";
import { LINEAR_NAMES } from "../../../../src/core/run.ts";
import { linearShape } from "../../../../src/engine/nn/weights.ts";
import type { Feeds } from "../../../../src/engine/runtime/session.ts";
import { dropoutMasks, dropoutSource } from "../../../../src/engine/train/dropout.ts";
import { tinyConfig } from "../../../support/wholeDecoder.ts";

const config = tinyConfig("llama", { embedding: 64, feedForward: 64, headCount: 16 });
const ROWS = 32;

/** Copies of the masks of one draw: the source reuses its memory. */
const copies = (feeds: Feeds): Record<string, number[]> =>
  Object.fromEntries(Object.entries(feeds).map(([name, mask]) => [name, Array.from(mask, Number)]));
const source = (probability: number, targets: readonly LinearName[] = LINEAR_NAMES, seed = 3) =>
  dropoutSource(config, targets, probability, seed);

it("draws the same masks for the same block and pass, whatever was drawn between", () => {
  const draw = source(0.25);
  const first = copies(draw(ROWS, 1, 7));
  draw(ROWS, 0, 8);
  expect(copies(draw(ROWS, 1, 7))).toEqual(first);
  expect(copies(source(0.25)(ROWS, 1, 7))).toEqual(first);
});

it("draws other masks for another block, pass or seed", () => {
  const draws = [
    source(0.25)(ROWS, 0, 0),
    source(0.25)(ROWS, 1, 0),
    source(0.25)(ROWS, 0, 1),
    source(0.25, LINEAR_NAMES, 4)(ROWS, 0, 0),
  ];
  expect(new Set(draws.map((feeds) => JSON.stringify(copies(feeds)))).size).toBe(4);
});

it("drops the share asked for and scales the rest, so that the mean stays 1", () => {
  for (const probability of [0.05, 0.25, 0.5, 0.9]) {
    const draw = source(probability);
    const values = [0, 1, 2, 3].flatMap((pass) => Object.values(copies(draw(ROWS, 0, pass))).flat());
    const dropped = values.filter((value) => value === 0).length / values.length;
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    // 32,768 draws: four standard deviations of a share of a half are 0.011.
    expect(Math.abs(dropped - probability)).toBeLessThan(0.013);
    expect(Math.abs(mean - 1)).toBeLessThan(0.03);
    expect(new Set(values).size).toBe(2);
  }
});

it("gives every linear layer that is trained the mask its graph asks for", () => {
  for (const targets of [LINEAR_NAMES, ["attn_v", "ffn_down"] as const]) {
    const asked = new Map(
      targets.map((name) => {
        const { attributes, shape } = dropoutMasks(config, ROWS)(name);
        return [attributes["name"] as string, shape];
      }),
    );
    const drawn = source(0.5, targets)(ROWS, 0, 0);
    expect(Object.keys(drawn).sort()).toEqual([...asked.keys()].sort());
    for (const [name, [rows = 0, width = 0]] of asked) expect(drawn[name]?.length).toBe(rows * width);
  }
});

it("gives layers that read the same input one mask", () => {
  const masks = dropoutMasks(config, ROWS);
  expect(masks("attn_q")).toBe(masks("attn_v"));
  expect(masks("ffn_gate")).toBe(masks("ffn_up"));
  expect(masks("ffn_down").shape).toEqual([ROWS, linearShape(config, "ffn_down")[1]]);
});

it("still draws masks for a probability too small to drop anything", () => {
  const masks = copies(source(1e-12)(ROWS, 0, 0));
  expect(Object.keys(masks)).toHaveLength(4);
  expect(new Set(Object.values(masks).flat())).toHaveLength(1);
});

it("draws nothing where nothing is dropped", () => {
  expect(source(0)(ROWS, 0, 0)).toEqual({});
});

it("drops neighbours as often as chance does", () => {
  const mask = Object.values(source(0.5)(ROWS, 0, 0))[0] as Float32Array;
  const pairs = mask.slice(1).filter((value, i) => value === 0 && mask[i] === 0).length / mask.length;
  expect(Math.abs(pairs - 0.25)).toBeLessThan(0.04);
});
