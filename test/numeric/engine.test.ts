import { describe, expect, it } from "vitest";
import { at } from "../../src/base/at.ts";
import type { TokenizedExample } from "../../src/core/example.ts";
import { LINEAR_NAMES } from "../../src/core/run.ts";
import { grad } from "../../src/engine/grad.ts";
import type { Tensor } from "../../src/engine/graph/tensor.ts";
import type { Family } from "../../src/engine/models/config.ts";
import { packBatch } from "../../src/engine/data/packed.ts";
import { evaluateGraph } from "../support/evaluateGraph.ts";
import { expectClose } from "../support/finiteDifferences.ts";
import type { LossAndGradients, TinyEngine } from "../support/tinyEngine.ts";
import { lossAndGradients, openTinyEngine, TINY_CONFIG, tinyModelFile } from "../support/tinyEngine.ts";
import { randomExamples, wholeDecoder } from "../support/wholeDecoder.ts";

const FAMILIES: readonly Family[] = ["llama", "qwen2", "qwen3"];
const VOCABULARY = 273;
/** Three lengths: the grid has padding. */
const EXAMPLES = randomExamples([9, 4, 6], VOCABULARY);
/** Of float32 sums in another order, over the largest element. */
const ROUNDING = { relative: 1e-4, ofLargest: 1e-5 };

function expectSame(found: LossAndGradients, expected: LossAndGradients, tolerance = ROUNDING): void {
  expectClose("nll", found.nll, expected.nll, tolerance);
  expect([...found.gradients.keys()].sort()).toEqual([...expected.gradients.keys()].sort());
  for (const [name, values] of expected.gradients) {
    expectClose(name, found.gradients.get(name) ?? [], values, tolerance);
  }
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);
const targetCount = ({ isTarget }: TokenizedExample): number => sum(isTarget);

describe.each(FAMILIES)("the engine on a %s model, block by block", (family) => {
  it.each(["lora", "full"] as const)("has the loss and gradients of the whole graph in float64: %s", async (method) => {
    for (const tied of [true, false]) {
      const file = await tinyModelFile({ architecture: family, tied });
      const tiny = await openTinyEngine(file.path, { config: { method } });
      const found = await lossAndGradients(tiny, EXAMPLES);
      expectSame(found, await wholeGraph(tiny, file.weights));
    }
  });
});

/** The same by one float64 graph of the whole model, fed with the file's weights. */
async function wholeGraph(
  { model, config, parameters, nameOf }: TinyEngine,
  weights: ReadonlyMap<string, { readonly values: Float32Array }>,
): Promise<LossAndGradients> {
  const { rank, alpha, method } = config;
  const decoder = wholeDecoder(model, EXAMPLES, {
    dtype: "float64",
    ...(method === "lora" ? { lora: { rank, scale: alpha / rank, targets: LINEAR_NAMES } } : {}),
  });
  const trained = method === "lora" ? decoder.adapter : decoder.parameters;
  const gradients = grad(decoder.loss, Object.values(trained));
  const outputs: Record<string, Tensor> = { nll: decoder.nll };
  Object.keys(trained).forEach((name, i) => (outputs[`d ${name}`] = at(gradients, i)));
  const feeds = {
    ...decoder.feeds,
    ...Object.fromEntries([...weights].map(([name, { values }]) => [name, values])),
    ...Object.fromEntries(parameters.placed.map((p) => [nameOf(p), parameters.values.subarray(p.start, p.end)])),
  };
  const results = await evaluateGraph(outputs, feeds, { names: decoder.names });
  return {
    nll: Float32Array.from(results["nll"] ?? []),
    gradients: new Map(Object.keys(trained).map((name) => [name, Float32Array.from(results[`d ${name}`] ?? [])])),
  };
}

describe("the loss at labelled rows only", () => {
  it("is the full head's loss at those rows", async () => {
    const { path } = await tinyModelFile();
    const { engine } = await openTinyEngine(path);
    const everywhere = EXAMPLES.map((example) => ({
      ...example,
      isTarget: example.isTarget.map((_, t) => (t > 0 ? 1 : 0)),
    }));
    const full = await engine.score(packBatch(everywhere));
    const few = await engine.score(packBatch(EXAMPLES));
    const selected = EXAMPLES.flatMap((example, i) => {
      const start = sum(everywhere.slice(0, i).map(targetCount));
      return [...example.isTarget].flatMap((isTarget, t) => (isTarget === 1 ? [at(full, start + t - 1)] : []));
    });
    expectClose("nll", few, selected, { relative: 1e-6 });
  });

  it("is the same when the head is computed in several chunks, and so are its gradients", async () => {
    // With so large a vocabulary, a chunk of logits holds fewer rows than the batch labels.
    const vocabulary = 28_000;
    const { path } = await tinyModelFile({ vocabulary });
    const examples = randomExamples([60, 60, 60, 60], VOCABULARY, { targets: 60 });
    for (const method of ["lora", "full"] as const) {
      const tiny = await openTinyEngine(path, { config: { method } });
      await expectSumOfParts(tiny, examples);
    }
  });

  it("is nothing, with gradients of zero, where nothing is labelled", async () => {
    const { path } = await tinyModelFile();
    const tiny = await openTinyEngine(path, { config: { method: "full" } });
    const unlabelled = EXAMPLES.map((example) => ({ ...example, isTarget: example.isTarget.map(() => 0) }));
    const { nll, gradients } = await lossAndGradients(tiny, unlabelled);
    expect(nll).toHaveLength(0);
    for (const [name, values] of gradients)
      expect(
        values.every((value) => value === 0),
        name,
      ).toBe(true);
  });
});

/** Packed examples have the losses of each alone, and the gradient of their weighted sum. */
async function expectSumOfParts(tiny: TinyEngine, examples: readonly TokenizedExample[]): Promise<void> {
  const packed = await lossAndGradients(tiny, examples);
  const total = sum(examples.map(targetCount));
  const nll: number[] = [];
  const gradients = new Map([...packed.gradients].map(([name, values]) => [name, new Float32Array(values.length)]));
  for (const example of examples) {
    const alone = await lossAndGradients(tiny, [example]);
    nll.push(...alone.nll);
    for (const [name, values] of alone.gradients) {
      gradients.get(name)?.forEach((value, i, into) => {
        into[i] = value + (at(values, i) * targetCount(example)) / total;
      });
    }
  }
  expectSame(packed, { nll: Float32Array.from(nll), gradients });
}

describe("packing", () => {
  it.each(FAMILIES)("gives each example of a padded grid the loss and gradients it has alone: %s", async (family) => {
    const { path } = await tinyModelFile({ architecture: family });
    await expectSumOfParts(await openTinyEngine(path), EXAMPLES);
  });

  it("does so for examples long enough that attention works in tiles", async () => {
    const { path } = await tinyModelFile();
    await expectSumOfParts(await openTinyEngine(path), randomExamples([170, 30, 100], VOCABULARY, { targets: 20 }));
  });

  it("does so when batches grow and shrink, and buffers are used again", async () => {
    const { path } = await tinyModelFile();
    const tiny = await openTinyEngine(path);
    const first = await lossAndGradients(tiny, EXAMPLES);
    await lossAndGradients(tiny, randomExamples([40, 40], VOCABULARY, { seed: 6 }));
    await lossAndGradients(tiny, randomExamples([3], VOCABULARY, { seed: 7 }));
    expect(await lossAndGradients(tiny, EXAMPLES)).toEqual(first);
  });
});

describe("a step of several micro-batches", () => {
  it.each(["lora", "full"] as const)("learns what one large batch does: %s", async (method) => {
    const { path } = await tinyModelFile();
    const [whole, split] = [
      await openTinyEngine(path, { config: { method } }),
      await openTinyEngine(path, { config: { method } }),
    ];
    for (let step = 0; step < 3; step++) {
      const large = await whole.learner.step([packBatch(EXAMPLES)], step, TINY_CONFIG.learningRate);
      const parts = EXAMPLES.map((example) => packBatch([example]));
      const small = await split.learner.step(parts, step, TINY_CONFIG.learningRate);
      expect(small.loss).toBeCloseTo(large.loss, 5);
      expect(small.gradientNorm / large.gradientNorm).toBeCloseTo(1, 4);
      expectClose("gradients", split.parameters.gradients, whole.parameters.gradients, {
        relative: 1e-3,
        ofLargest: 1e-4,
      });
      expectClose("parameters", split.parameters.values, whole.parameters.values, { relative: 1e-4, ofLargest: 1e-5 });
    }
  });

  it("weighs every target alike, however the micro-batches split them", async () => {
    const { path } = await tinyModelFile();
    const uneven = [
      ...randomExamples([8], VOCABULARY, { targets: 7, seed: 1 }),
      ...randomExamples([8], VOCABULARY, { targets: 1, seed: 2 }),
    ];
    const tiny = await openTinyEngine(path);
    const nll = await tiny.engine.score(packBatch(uneven));
    const { loss } = await tiny.learner.step(
      uneven.map((example) => packBatch([example])),
      0,
      0,
    );
    expect(loss).toBeCloseTo(sum(nll) / 8, 5);
  });
});

describe("ways of spending memory", () => {
  it.each(["balanced", "small"] as const)(
    "computes the same gradients from what it saved and what it computes again: %s",
    async (savePolicy) => {
      const { path } = await tinyModelFile();
      const examples = randomExamples([100, 20], VOCABULARY, { targets: 10 });
      const expected = await lossAndGradients(await openTinyEngine(path), examples);
      for (const dropout of [0, 0.25]) {
        const config = { dropout };
        const reference = await lossAndGradients(await openTinyEngine(path, { config }), examples);
        expectSame(await lossAndGradients(await openTinyEngine(path, { config, savePolicy }), examples), reference);
        if (dropout === 0) expectSame(reference, expected);
      }
    },
  );

  it.each(["Q4_0", "Q8_0", "Q6_K", "F16"] as const)(
    "computes exactly the same from %s weights that stay as stored",
    async (type) => {
      const { path } = await tinyModelFile({
        type,
        ...(type === "Q6_K"
          ? { embedding: 256, heads: 4, headDim: 64, feedForward: 256 }
          : { embedding: 32, feedForward: 64 }),
      });
      const wide = await lossAndGradients(await openTinyEngine(path, { merged: false }), EXAMPLES);
      const stored = await lossAndGradients(await openTinyEngine(path, { weights: "stored", merged: false }), EXAMPLES);
      expect(stored).toEqual(wide);
    },
  );
});

describe("an adapter", () => {
  it("computes the same merged into the weights as beside them", async () => {
    const { path } = await tinyModelFile();
    const [merged, separate] = [await openTinyEngine(path), await openTinyEngine(path, { merged: false })];
    const [first, second] = [await lossAndGradients(merged, EXAMPLES), await lossAndGradients(separate, EXAMPLES)];
    expectSame(second, first);
    expect(second.gradients).not.toEqual(first.gradients);
    // What was merged before an update is merged anew after it.
    for (const { learner } of [merged, separate]) {
      await learner.step([packBatch(EXAMPLES)], 0, TINY_CONFIG.learningRate);
    }
    expectSame(await lossAndGradients(separate, EXAMPLES), await lossAndGradients(merged, EXAMPLES));
  });

  it("is not merged under dropout", async () => {
    const { path } = await tinyModelFile();
    await expect(openTinyEngine(path, { config: { dropout: 0.1 }, merged: true })).rejects.toThrow(
      "an adapter with dropout 0.1 cannot be merged",
    );
  });

  it("on the top blocks alone has the gradients that those blocks have among all", async () => {
    const { path } = await tinyModelFile({ blockCount: 3 });
    const all = await openTinyEngine(path);
    // The lower block's adapter is made to do nothing, as where there is none.
    for (const { block, start, end } of all.parameters.placed)
      if (block === 0) all.parameters.values.fill(0, start, end);
    all.parameters.version++;
    const top = await openTinyEngine(path, { config: { topBlocks: 2 } });
    const [expected, found] = [await lossAndGradients(all, EXAMPLES), await lossAndGradients(top, EXAMPLES)];
    expect([...found.gradients.keys()].every((name) => /^blk\.[12]\./.test(name))).toBe(true);
    expectSame(found, {
      nll: expected.nll,
      gradients: new Map([...expected.gradients].filter(([name]) => !name.startsWith("blk.0."))),
    });
  });

  it("on some of the linear layers has the gradients that those have among all", async () => {
    const { path } = await tinyModelFile();
    const all = await openTinyEngine(path);
    for (const { name, start, end } of all.parameters.placed) {
      if (!/^(attn_v|ffn_down)\./.test(name)) all.parameters.values.fill(0, start, end);
    }
    all.parameters.version++;
    const some = await openTinyEngine(path, { config: { targets: ["attn_v", "ffn_down"] } });
    const [expected, found] = [await lossAndGradients(all, EXAMPLES), await lossAndGradients(some, EXAMPLES)];
    expectSame(found, {
      nll: expected.nll,
      gradients: new Map([...expected.gradients].filter(([name]) => /\.(attn_v|ffn_down)\./.test(name))),
    });
  });

  it("under dropout computes the same for one pass and another for the next", async () => {
    const { path } = await tinyModelFile();
    const tiny = await openTinyEngine(path, { config: { dropout: 0.25 } });
    const first = await lossAndGradients(tiny, EXAMPLES, 0);
    const next = await lossAndGradients(tiny, EXAMPLES, 1);
    expect(next).not.toEqual(first);
    expect(await lossAndGradients(tiny, EXAMPLES, 0)).toEqual(first);
  });

  it("under dropout is scored without it", async () => {
    const { path } = await tinyModelFile();
    const dropped = await openTinyEngine(path, { config: { dropout: 0.5 } });
    const plain = await openTinyEngine(path);
    const batch = packBatch(EXAMPLES);
    expectClose("nll", await dropped.engine.score(batch), await plain.engine.score(batch), { relative: 1e-5 });
    expect(await dropped.engine.score(batch)).toEqual(await dropped.engine.score(batch));
  });

  it("under dropout has about the plain adapter's loss and gradients on average", async () => {
    const { path } = await tinyModelFile();
    const plain = await lossAndGradients(await openTinyEngine(path), EXAMPLES);
    const tiny = await openTinyEngine(path, { config: { dropout: 0.1 } });
    const PASSES = 60;
    const flat = ({ gradients }: LossAndGradients): number[] =>
      [...gradients.values()].flatMap((values) => [...values]);
    const expected = flat(plain);
    const mean = expected.map(() => 0);
    let loss = 0;
    for (let pass = 0; pass < PASSES; pass++) {
      const one = await lossAndGradients(tiny, EXAMPLES, pass);
      loss += sum(one.nll) / one.nll.length / PASSES;
      flat(one).forEach((value, i) => (mean[i] = at(mean, i) + value / PASSES));
    }
    const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((value, i) => value * at(b, i)));
    expect(dot(mean, expected) / Math.sqrt(dot(mean, mean) * dot(expected, expected))).toBeGreaterThan(0.95);
    expect(loss / (sum(plain.nll) / plain.nll.length)).toBeCloseTo(1, 1);
  });
});

describe("a pass that is stopped", () => {
  it("throws the signal's reason and leaves the parameters as they were", async () => {
    const { path } = await tinyModelFile();
    const { learner, parameters } = await openTinyEngine(path);
    const before = parameters.values.slice();
    const controller = new AbortController();
    const reason = new Error("enough");
    const step = learner.step([packBatch(EXAMPLES), packBatch(EXAMPLES)], 0, 0.1, {
      signal: controller.signal,
      onProgress: (fraction) => fraction > 0.6 && controller.abort(reason),
    });
    await expect(step).rejects.toBe(reason);
    expect(parameters.values).toEqual(before);
    expect(learner.moments.m.every((value) => value === 0)).toBe(true);
  });

  it("reports its progress from 0 to 1 without going back", async () => {
    const { path } = await tinyModelFile();
    const { learner, engine } = await openTinyEngine(path);
    for (const work of [
      (onProgress: (fraction: number) => void) =>
        learner.step([packBatch(EXAMPLES), packBatch(EXAMPLES)], 0, 0.1, { onProgress }),
      (onProgress: (fraction: number) => void) => engine.score(packBatch(EXAMPLES), { onProgress }),
    ]) {
      const fractions: number[] = [];
      await work((fraction) => fractions.push(fraction));
      expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
      expect(fractions.at(-1)).toBeCloseTo(1, 10);
    }
  });
});
