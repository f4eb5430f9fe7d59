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

/** A byte decides one element, so the probability is rounded to a 256th and the scale follows the rounded one. */
const LEVELS = 256;

/** Masks by (rows, block, pass): the same three give the same masks, whenever they are asked for. */
export function dropoutSource(
  config: DecoderConfig,
  targets: readonly LinearName[],
  probability: number,
  seed: number,
): (R: number, block: number, pass: number) => Feeds {
  const dropped = Math.round(probability * LEVELS);
  const kept = LEVELS / (LEVELS - dropped);
  const buffers = new Buffers();
  const widths = new Map(targets.map((name) => [maskName(name), linearShape(config, name)[1]]));
  return (R, block, pass) => {
    const random = new Random(seed, pass, block);
    return Object.fromEntries(
      [...widths].map(([name, width]) => {
        const mask = buffers.take(name, R * width);
        for (let i = 0; i < mask.length; i += 4) {
          const bits = random.bits();
          for (let j = 0; j < 4; j++) mask[i + j] = ((bits >>> (8 * j)) & 255) < dropped ? 0 : kept;
        }
        return [name, mask];
      }),
    );
  };
}
