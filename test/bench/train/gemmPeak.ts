/** The rate at which this machine multiplies the model's own matrices and does nothing else. */
import { at } from "../../../src/base/at.ts";
import { LINEAR_NAMES } from "../../../src/core/run.ts";
import { input } from "../../../src/engine/graph/leaf.ts";
import type { DecoderConfig } from "../../../src/engine/models/config.ts";
import { linearShape } from "../../../src/engine/nn/weights.ts";
import { encode } from "../../../src/engine/onnx/encode.ts";
import { matmul } from "../../../src/engine/ops/linalg.ts";
import type { SessionOptions } from "../../../src/engine/runtime/session.ts";
import { compile } from "../../../src/engine/runtime/session.ts";

const WARM_UPS = 2;
const RUNS = 9;

/**
 * GFLOP/s: the mean over the frozen products of a step (each linear layer forward and backward for `rows` tokens, the
 * head for `headRows` of them), weighted by their arithmetic. A product's rate is that of its median run.
 */
export async function gemmPeakGflops(
  model: DecoderConfig,
  rows: number,
  headRows: number,
  session: SessionOptions,
): Promise<number> {
  const products: { readonly M: number; readonly shape: readonly [number, number]; readonly count: number }[] = [
    ...LINEAR_NAMES.map((name) => ({ M: rows, shape: linearShape(model, name), count: model.blockCount })),
    { M: headRows, shape: [model.vocabulary, model.embedding], count: 1 },
  ];
  let weighted = 0;
  let total = 0;
  for (const { M, shape, count } of products) {
    for (const backward of [false, true]) {
      const [out, into] = shape;
      const x = input("x", [M, backward ? out : into]);
      const product = matmul(x, input("w", shape), { transposeB: !backward });
      const program = await compile(encode({ y: product }), session);
      const feeds = { x: noise(M * (backward ? out : into)), w: noise(out * into) };
      const y = new Float32Array(M * (backward ? into : out));
      const seconds: number[] = [];
      for (let run = 0; run < WARM_UPS + RUNS; run++) {
        const started = performance.now();
        await program.run(feeds, { y });
        if (run >= WARM_UPS) seconds.push((performance.now() - started) / 1000);
      }
      await program.release();
      seconds.sort((a, b) => a - b);
      const flops = 2 * M * out * into * count;
      weighted += flops * ((2 * M * out * into) / at(seconds, RUNS >> 1) / 1e9);
      total += flops;
    }
  }
  return weighted / total;
}

function noise(length: number): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = ((i * 2654435761) % 1000) / 1000 - 0.5;
  return values;
}
