import { at } from "../../src/base/at.ts";
import { blockWeight } from "../../src/gguf/tensorNames.ts";
import { writeGguf } from "../../src/gguf/write.ts";
import type { PlainAdapter } from "./plainLlama.ts";
import { randomTensor } from "./randomTensor.ts";
import { mulberry32 } from "../../src/base/mulberry32.ts";
import type { TinyModel } from "./tinyModel.ts";

const RANK = 4;

/** Writes a random GGUF LoRA adapter on the query and down projections that changes a tiny model visibly. */
export async function writeTinyAdapter(
  path: string,
  model: TinyModel,
  { alpha = 8, seed = 1 } = {},
): Promise<PlainAdapter> {
  const random = mulberry32(seed);
  const pairs = new Map<string, { a: ReturnType<typeof randomTensor>; b: ReturnType<typeof randomTensor> }>();
  for (let block = 0; block < model.blockCount; block++) {
    for (const linear of ["attn_q", "ffn_down"] as const) {
      const name = blockWeight(block, linear);
      const shape = model.weights.get(name)?.shape ?? [];
      pairs.set(name, {
        a: randomTensor(random, "F32", [RANK, at(shape, 1)], { amplitude: 0.3 }),
        b: randomTensor(random, "F32", [at(shape, 0), RANK], { amplitude: 0.3 }),
      });
    }
  }
  await writeGguf(path, {
    metadata: [
      ["general.type", { type: "string", value: "adapter" }],
      ["general.architecture", { type: "string", value: model.architecture }],
      ["adapter.type", { type: "string", value: "lora" }],
      ["adapter.lora.alpha", { type: "float32", value: alpha }],
    ],
    tensors: [...pairs].flatMap(([name, { a, b }]) => [
      { name: `${name}.lora_a`, ...a },
      { name: `${name}.lora_b`, ...b },
    ]),
  });
  return { scale: alpha / RANK, pairs };
}
