import { beforeAll, it } from "vitest";
import { grad } from "../../../src/engine/grad.ts";
import type { Tensor } from "../../../src/engine/graph/tensor.ts";
import type { Family } from "../../../src/engine/models/config.ts";
import { evaluateGraph } from "../../support/evaluateGraph.ts";
import { expectClose } from "../../support/finiteDifferences.ts";
import { requireGpu } from "../../support/requireGpu.ts";
import type { WholeDecoder } from "../../support/wholeDecoder.ts";
import { randomExamples, tinyConfig, TINY_LORA, wholeDecoder } from "../../support/wholeDecoder.ts";

const FAMILIES: readonly Family[] = ["llama", "qwen2", "qwen3"];
const LENGTHS = [9, 4, 6];

beforeAll(requireGpu);

/** Loss and gradients of one graph on both providers. */
async function expectSame({ loss, names, feeds }: WholeDecoder, wrt: Readonly<Record<string, Tensor>>): Promise<void> {
  const gradients = grad(loss, Object.values(wrt));
  const outputs: Record<string, Tensor> = { loss };
  Object.keys(wrt).forEach((name, i) => {
    const gradient = gradients[i];
    if (gradient) outputs[`d ${name}`] = gradient;
  });
  const expected = await evaluateGraph(outputs, feeds, { names });
  const found = await evaluateGraph(outputs, feeds, { names, provider: "webgpu" });
  for (const [name, values] of Object.entries(expected)) {
    expectClose(name, found[name] ?? [], values, { relative: 1e-4, ofLargest: 1e-5 });
  }
}

it.each(FAMILIES)("gives a whole %s decoder the CPU's loss, and its gradient of everything", async (family) => {
  const config = tinyConfig(family, { tied: false, blockCount: 1 });
  const examples = randomExamples(LENGTHS, config.vocabulary);
  const decoder = wholeDecoder(config, examples, { dtype: "float32", lora: TINY_LORA });
  await expectSame(decoder, { ...decoder.parameters, ...decoder.adapter });
});

it("gives a decoder with a merged adapter and a tied head the CPU's loss and gradients", async () => {
  const config = tinyConfig("llama");
  const examples = randomExamples(LENGTHS, config.vocabulary);
  const decoder = wholeDecoder(config, examples, { dtype: "float32", lora: TINY_LORA, merged: true });
  await expectSame(decoder, decoder.adapter);
});
