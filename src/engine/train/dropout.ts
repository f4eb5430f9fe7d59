/** LoRA dropout: masks drawn outside the graph, so that a run can be resumed and a block computed twice. */
import type { LinearName } from "../../core/run.ts";
import { Random } from "../data/random.ts";
import { input } from "../graph/leaf.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { DecoderConfig } from "../models/config.ts";
import { linearShape } from "../nn/weights.ts";
import type { Feeds } from "../runtime/session.ts";
import { Buffers } from "./buffers.ts";

/** Linear layers that read the same input share a mask. */
const GROUP: Readonly<Record<LinearName, string>> = {
  attn_q: "attention",
  attn_k: "attention",
  attn_v: "attention",
  attn_output: "output",
  ffn_gate: "feedForward",
  ffn_up: "feedForward",
  ffn_down: "down",
};
const maskName = (name: LinearName): string => `${GROUP[name]}.dropout`;

/** The mask inputs of a block of R rows: values 0 or 1 / keep. */
export function dropoutMasks(config: DecoderConfig, R: number): (name: LinearName) => Tensor {
  const masks = new Map<string, Tensor>();
  return (name) => {
    const key = maskName(name);
    const mask = masks.get(key) ?? input(key, [R, linearShape(config, name)[1]]);
    masks.set(key, mask);
    return mask;
  };
}

/**
 * Masks by (rows, block, pass): the same three give the same masks, whenever they are asked for. None where
 * `probability` is 0, which graphs do not ask for either.
 *
 * The gap to the next dropped element is geometric, so one draw is spent on each that is dropped, not on each element:
 * a step of 1,024 tokens has 200 million of them.
 */
export function dropoutSource(
  config: DecoderConfig,
  targets: readonly LinearName[],
  probability: number,
  seed: number,
): (R: number, block: number, pass: number) => Feeds {
  if (probability === 0) return () => ({});
  const kept = 1 / (1 - probability);
  const buffers = new Buffers();
  const widths = new Map(targets.map((name) => [maskName(name), linearShape(config, name)[1]]));
  return (R, block, pass) => {
    const random = new Random(seed, pass, block);
    return Object.fromEntries(
      [...widths].map(([name, width]) => {
        const mask = buffers.take(name, R * width).fill(kept);
        for (let i = gap(random, probability); i < mask.length; i += 1 + gap(random, probability)) mask[i] = 0;
        return [name, mask];
      }),
    );
  };
}

/** How many elements are kept before the next is dropped: the inverse of the geometric distribution at a uniform draw. */
const gap = (random: Random, probability: number): number =>
  Math.floor(Math.log((random.bits() + 1) / 2 ** 32) / Math.log1p(-probability));
