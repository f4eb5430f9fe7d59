import { describe, expect, it, onTestFinished } from "vitest";
import { at } from "../../src/base/at.ts";
import type { TokenizedExample } from "../../src/core/example.ts";
import { PRESETS } from "../../src/core/presets.ts";
import type { TrainingConfig } from "../../src/core/run.ts";
import { packBatch } from "../../src/engine/data/packed.ts";
import type { PackedBatch } from "../../src/engine/data/packed.ts";
import { DecoderEngine } from "../../src/engine/train/decoderEngine.ts";
import { HEAD_FEED } from "../../src/engine/train/headPrograms.ts";
import { Learner } from "../../src/engine/train/learner.ts";
import { openModel } from "../../src/engine/train/openModel.ts";
import type { Parameters, PlacedParameter } from "../../src/engine/train/parameters.ts";
import { adapter, adapterOptions, everyWeight } from "../../src/engine/train/trainable.ts";
import { OUTPUT, TOKEN_EMBEDDING } from "../../src/gguf/tensorNames.ts";
import { GOLDEN_FAMILIES, readGoldenPeft } from "../support/goldenPeft.ts";
import type { GoldenPeft, GoldenRun } from "../support/goldenPeft.ts";

/** What the golden losses are held to; PyTorch's own float32 and float64 differ by up to 1e-6. */
const LOSS_TOLERANCE = 1e-5;
/** Of a gradient over the largest of its tensor, or of a norm over the norm. */
const GRADIENT_TOLERANCE = 1e-4;

type Variant = Pick<GoldenRun, "method" | "rsLora" | "loraPlusRatio">;
const PLAIN_LORA: Variant = { method: "lora", rsLora: false, loraPlusRatio: 1 };
const EVERY_WEIGHT: Variant = { ...PLAIN_LORA, method: "full" };

interface Subject {
  readonly config: TrainingConfig;
  readonly engine: DecoderEngine;
  readonly parameters: Parameters;
  /** The GGUF name of a parameter. */
  readonly nameOf: (parameter: PlacedParameter) => string;
}

/** The engine on a golden model, an adapter merged or beside the weights; it starts at zero. */
async function open(golden: GoldenPeft, { method, rsLora, loraPlusRatio }: Variant, merged = false): Promise<Subject> {
  const { beta1, beta2, epsilon, weightDecay, clipNorm } = golden.optimizer;
  const config: TrainingConfig = {
    ...PRESETS.balanced,
    ...golden.lora,
    ...{ method, rsLora, loraPlusRatio, beta1, beta2, epsilon, weightDecay, clipNorm },
    device: "cpu",
    threads: 1,
  };
  const examples = golden.batches.flat();
  const longest = Math.max(...examples.map(({ tokens }) => tokens.length));
  const opened = await openModel(golden.modelPath, config, {
    shape: { R: 8 * longest, B: 8, T: longest },
    tokensPerUpdate: merged ? Infinity : 0,
  });
  const { model, weights, planned, session } = opened;
  const trainable =
    method === "full"
      ? everyWeight(model, weights)
      : await adapter(model, weights, adapterOptions(model, config, planned.plan.merged), session);
  const engine = new DecoderEngine(model, weights, trainable, { ...session, savePolicy: planned.plan.savePolicy });
  onTestFinished(() => engine.release());
  return {
    config,
    engine,
    parameters: trainable.parameters,
    nameOf: ({ block, name }) => {
      if (block !== undefined) return `blk.${block}.${name}`;
      if (name !== HEAD_FEED) return name;
      return model.tied ? TOKEN_EMBEDDING : OUTPUT;
    },
  };
}

/** Fills an adapter with the golden A, and B as well where wanted. */
function fill({ parameters, nameOf }: Subject, golden: GoldenPeft, { withB }: { withB: boolean }): void {
  for (const parameter of parameters.placed) {
    const name = nameOf(parameter);
    if (withB || name.endsWith(".lora_a")) parameters.values.set(goldenTensor(golden, name), parameter.start);
  }
  parameters.version++;
}

function goldenTensor(golden: GoldenPeft, name: string): Float32Array {
  const tensor = golden.tensors.get(name);
  if (!tensor) throw new Error(`the golden file has no ${name}`);
  return tensor.data;
}

/** Loss of the first batch, with its gradients in `parameters.gradients`. */
async function firstLoss({ engine, parameters }: Subject, golden: GoldenPeft): Promise<number> {
  const batch = packBatch(at(golden.batches, 0));
  const targets = batch.targetRows.length;
  const nll = await engine.lossAndGradients(batch, targets, 0, parameters.gradients);
  return nll.reduce((total, value) => total + value, 0) / targets;
}

function microBatches(batch: readonly TokenizedExample[], examples: number): PackedBatch[] {
  const size = examples === 0 ? batch.length : examples;
  const parts: PackedBatch[] = [];
  for (let first = 0; first < batch.length; first += size) parts.push(packBatch(batch.slice(first, first + size)));
  return parts;
}

/** The largest difference, over the largest expected value. */
function relativeDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(at(found, i) - at(expected, i)));
    largest = Math.max(largest, Math.abs(at(expected, i)));
  }
  return difference / largest;
}

const norm = (values: Float32Array): number => Math.sqrt(values.reduce((total, value) => total + value * value, 0));

describe.each(GOLDEN_FAMILIES)("a tiny %s model, against PEFT", (family) => {
  it.each([true, false])("has the same loss and gradients of every A and B, merged: %s", async (merged) => {
    const golden = await readGoldenPeft(family);
    const subject = await open(golden, PLAIN_LORA, merged);
    fill(subject, golden, { withB: true });
    const loss = await firstLoss(subject, golden);
    expect(Math.abs(loss - golden.gradient.loss.float64)).toBeLessThan(LOSS_TOLERANCE);
    const { parameters, nameOf } = subject;
    for (const parameter of parameters.placed) {
      const found = parameters.gradients.subarray(parameter.start, parameter.end);
      const name = nameOf(parameter);
      expect(relativeDifference(found, goldenTensor(golden, `grad.${name}`)), name).toBeLessThan(GRADIENT_TOLERANCE);
    }
    expect(parameters.placed.length * 2).toBe(golden.tensors.size);
  });

  it("has gradients of every weight of the same norm", async () => {
    const golden = await readGoldenPeft(family);
    const subject = await open(golden, EVERY_WEIGHT);
    const loss = await firstLoss(subject, golden);
    expect(Math.abs(loss - golden.gradient.baseLoss)).toBeLessThan(LOSS_TOLERANCE);
    const { parameters, nameOf } = subject;
    expect(parameters.placed.map(nameOf).sort()).toEqual(Object.keys(golden.gradient.fullNorms).sort());
    for (const parameter of parameters.placed) {
      const found = norm(parameters.gradients.subarray(parameter.start, parameter.end));
      const name = nameOf(parameter);
      expect(found / (golden.gradient.fullNorms[name] ?? NaN), name).toBeCloseTo(1, 4);
    }
  });
});

const runs = await Promise.all(
  GOLDEN_FAMILIES.map(async (family) => {
    const golden = await readGoldenPeft(family);
    return golden.runs.map((run) => ({ family, name: run.name, run, golden }));
  }),
);

describe("training, against PEFT and torch's AdamW", () => {
  it.each(runs.flat())("has the same 20 losses and gradient norms: $family, $name", async ({ run, golden }) => {
    const subject = await open(golden, run);
    if (run.method === "lora") fill(subject, golden, { withB: false });
    const { config, engine, parameters } = subject;
    const learner = new Learner(engine, parameters, config);
    const losses: number[] = [];
    const norms: number[] = [];
    for (const [step, learningRate] of run.learningRates.entries()) {
      const batch = at(golden.batches, step % golden.batches.length);
      const learned = await learner.step(microBatches(batch, run.microBatchExamples), step, learningRate);
      losses.push(learned.loss);
      norms.push(learned.gradientNorm);
    }
    expect(losses.length).toBe(20);
    for (const [step, expected] of run.losses.float64.entries()) {
      expect(Math.abs(at(losses, step) - expected), `loss of step ${step}`).toBeLessThan(LOSS_TOLERANCE);
    }
    expect(relativeDifference(norms, run.gradientNorms.float64)).toBeLessThan(GRADIENT_TOLERANCE);
  });
});
