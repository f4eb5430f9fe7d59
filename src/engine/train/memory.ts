/** What a run will need, predicted from the very graphs it will execute. */
import type { LinearName, MemoryEstimate, TrainingConfig } from "../../core/run.ts";
import { LINEAR_NAMES } from "../../core/run.ts";
import { TOKEN_EMBEDDING } from "../../gguf/tensorNames.ts";
import type { GgufFile } from "../../gguf/types.ts";
import type { DecoderConfig } from "../models/config.ts";
import { linearShape } from "../nn/weights.ts";
import type { BatchShape, SavePolicy } from "./blockPrograms.ts";
import { blockMemory } from "./blockPrograms.ts";
import { blockGraph } from "./blockGraph.ts";
import type { WeightPolicy } from "./frozenWeights.ts";
import { headChunk } from "./headPrograms.ts";

/** How a run uses memory; later entries of `PLANS` are slower and smaller. */
export interface MemoryPlan {
  readonly weights: WeightPolicy;
  /** The adapter is merged into weights of its own once an update, which cost as much as the base in float32. */
  readonly merged: boolean;
  readonly savePolicy: SavePolicy;
}

export const PLANS: readonly MemoryPlan[] = [
  { weights: "float32", merged: true, savePolicy: "balanced" },
  { weights: "float32", merged: false, savePolicy: "balanced" },
  { weights: "stored", merged: false, savePolicy: "balanced" },
  { weights: "stored", merged: false, savePolicy: "small" },
];

/**
 * What runs of SmolLM2-135M took on Linux x64 above their own buffers: about 330 MB in the trainer and 75 in the command
 * line, rounded up.
 */
const RUNTIME_BYTES = 420e6;

/**
 * What a program's intermediate tensors take over what the graph needs at once: the runtime has an order of its own, and
 * the heap holes. Measured with the 1.5B shape (test/bench/RESULTS.md), whose run took 1.6 times as much.
 */
const HEAP_FACTOR = 2;

export function estimateMemory(
  file: GgufFile,
  model: DecoderConfig,
  config: TrainingConfig,
  plan: MemoryPlan,
  shape: BatchShape,
): MemoryEstimate {
  const area = (name: LinearName): number => linearShape(model, name)[0] * linearShape(model, name)[1];
  const linears = LINEAR_NAMES.reduce((total, name) => total + area(name), 0);
  const targets = config.targets.reduce((total, name) => total + area(name), 0);
  const table = model.vocabulary * model.embedding;
  const trainedBlocks = Math.min(config.topBlocks ?? model.blockCount, model.blockCount);
  const full = config.method === "full";

  const stored = (name: string): number => file.tensors.get(name)?.sizeBytes ?? 0;
  const fileBlocks = LINEAR_NAMES.reduce(
    (total, name) =>
      total +
      Array.from({ length: model.blockCount }, (_, i) => stored(`blk.${i}.${name}.weight`)).reduce((a, b) => a + b, 0),
    0,
  );
  const base = plan.weights === "float32" ? 4 * linears * model.blockCount : fileBlocks + 4 * linears;
  const merged = plan.merged && !full ? 4 * targets * trainedBlocks : 0;
  const ends = 4 * table + (model.tied ? 0 : stored(TOKEN_EMBEDDING));

  const parameterCount = full
    ? linears * model.blockCount + table * (model.tied ? 1 : 2)
    : trainedBlocks *
      config.targets.reduce(
        (total, name) => total + config.rank * (linearShape(model, name)[0] + linearShape(model, name)[1]),
        0,
      );
  // Values, gradients, a second set of gradients for accumulation, and two moments.
  const optimizerBytes = 5 * 4 * parameterCount;

  const block = blockMemory(model, blockGraph(model, config, plan.merged), shape, plan.savePolicy);
  const rows = shape.R * model.embedding * 4;
  const head = 3 * 4 * headChunk(model, shape.R) * model.vocabulary;
  const activationsBytes =
    (block.savedBytes + rows) * trainedBlocks + 4 * rows + Math.max(HEAP_FACTOR * block.temporaryBytes, head);
  const weightsBytes = base + merged + ends;
  return {
    weightsBytes,
    activationsBytes,
    optimizerBytes,
    runtimeBytes: RUNTIME_BYTES,
    totalBytes: weightsBytes + activationsBytes + optimizerBytes + RUNTIME_BYTES,
  };
}
