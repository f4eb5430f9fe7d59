import type { CatalogueModel } from "./catalogueModel.ts";
import { attentionWidths, linearShapes, parameterCount } from "./modelShape.ts";

/**
 * Bytes that a LoRA run needs, approximately and rather too many; the run's own plan, made from the very graphs before
 * its first step, decides. A test holds the two together.
 */
export interface TrainingMemory {
  /** Frozen weights and their merged copies as float32, activations kept: the fastest. */
  readonly float32Bytes: number;
  /** Frozen weights as the file stores them, expanded a block at a time, and only block inputs kept: the least. */
  readonly storedBytes: number;
}

const FLOAT_BYTES = 4;
/** Node, the runtimes, the tokenizer and the command line, as the engine's plan counts them. */
const PROCESS_BYTES = 420e6;
/** Values, gradients, a second set of gradients, and AdamW's two moments. */
const COPIES_OF_TRAINED_WEIGHT = 5;
/** Bytes of logits that are alive at once, and the rows by which that may be exceeded. */
const LOGITS_BYTES = 24 * 2 ** 20;
const LOGITS_SLACK_ROWS = 16;
/** The logits, their softmax and its gradient. */
const LOGITS_COPIES = 3;

/** What a program's intermediate tensors take over what its graph needs at once, as the engine's plan counts it. */
const HEAP_FACTOR = 2;

/**
 * What tuning takes at `rank` (default 16) on all linear layers with `tokens` (default 1024) in a micro-batch, all of
 * one example, which is the dearest.
 */
export function trainingMemory(model: CatalogueModel, { rank = 16, tokens = 1024 } = {}): TrainingMemory {
  const { shape, architecture } = model;
  const { blockCount, embeddingLength: D, feedForwardLength: F, vocabularySize: V, headCount: H } = shape;
  const { queryWidth: Q, keyValueWidth: K } = attentionWidths(shape);
  const linears = linearShapes(shape).reduce((sum, [inputs, outputs]) => sum + inputs * outputs, 0);
  const factors = linearShapes(shape).reduce((sum, [inputs, outputs]) => sum + rank * (inputs + outputs), 0);
  const table = V * D;
  const storedOf = (weights: number): number => (model.hub.sizeBytes * weights) / parameterCount(architecture, shape);

  const besides =
    PROCESS_BYTES +
    FLOAT_BYTES * table +
    (shape.tiedEmbeddings ? 0 : storedOf(table)) +
    FLOAT_BYTES * COPIES_OF_TRAINED_WEIGHT * factors * blockCount;
  const head = LOGITS_COPIES * (LOGITS_BYTES + FLOAT_BYTES * LOGITS_SLACK_ROWS * V);
  /** `saved` and `alive` are float32 values a token: of each block until its backward pass, and within one program. */
  const activations = (saved: number, alive: number): number =>
    FLOAT_BYTES * tokens * ((saved + D) * blockCount + 4 * D) +
    Math.max(HEAP_FACTOR * FLOAT_BYTES * tokens * alive, head);
  // What is alive within a program was fitted to `blockMemory` of the catalogue's shapes, from above.
  const kept = activations(2 * Q + 2 * K + D + 2 * F, 7 * F + 2 * D + 11 * Q + 7 * K + H * tokens);
  const recomputed = activations(0, 8 * F + 6 * D + 11 * Q + 7 * K + 1.5 * H * tokens);
  return {
    float32Bytes: Math.ceil(besides + 2 * FLOAT_BYTES * linears * blockCount + kept),
    storedBytes: Math.ceil(besides + storedOf(linears * blockCount) + FLOAT_BYTES * linears + recomputed),
  };
}
