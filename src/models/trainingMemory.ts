import type { CatalogueModel } from "./catalogue.ts";
import { attentionWidths, blockParameterCount, linearShapes, parameterCount } from "./modelShape.ts";

/** Bytes that a LoRA run needs, approximately; the run's own estimate, made before its first step, decides. */
export interface TrainingMemory {
  /** Frozen weights held as float32: the fastest. */
  readonly float32Bytes: number;
  /** Frozen weights kept as the file stores them and expanded one block at a time. */
  readonly storedBytes: number;
}

const FLOAT_BYTES = 4;
/** A weight, its gradient and AdamW's two moments. */
const BYTES_PER_TRAINED_WEIGHT = 4 * FLOAT_BYTES;
/** Labelled rows whose logits are alive at once, and how many copies (logits, their softmax, its gradient). */
const HEAD_ROWS = 256;
const HEAD_COPIES = 3;
const ATTENTION_COPIES = 3;
/** Node, ONNX Runtime and its arena before any weight. */
const PROCESS_BYTES = 350e6;

/**
 * What tuning takes at `rank` (default 16) on all linear layers with `tokens` (default 1024) in a micro-batch,
 * saving only each block's input between the forward and the backward pass.
 */
export function trainingMemory(model: CatalogueModel, { rank = 16, tokens = 1024 } = {}): TrainingMemory {
  const { shape, architecture } = model;
  const { queryWidth, keyValueWidth } = attentionWidths(shape);
  const loraPerBlock = linearShapes(shape).reduce((sum, [inputs, outputs]) => sum + rank * (inputs + outputs), 0);
  const lora = loraPerBlock * shape.blockCount * BYTES_PER_TRAINED_WEIGHT;
  const savedInputs = shape.blockCount * tokens * shape.embeddingLength * FLOAT_BYTES;
  const rowWidth = 8 * shape.embeddingLength + 2 * (queryWidth + 2 * keyValueWidth) + 5 * shape.feedForwardLength;
  const attention = ATTENTION_COPIES * shape.headCount * tokens * tokens * FLOAT_BYTES;
  const oneBlock = tokens * rowWidth * FLOAT_BYTES + attention;
  const head = HEAD_COPIES * HEAD_ROWS * shape.vocabularySize * FLOAT_BYTES;
  const besidesWeights = lora + savedInputs + oneBlock + head + PROCESS_BYTES;
  const expandedBlock = blockParameterCount(architecture, shape) * FLOAT_BYTES;
  return {
    float32Bytes: parameterCount(architecture, shape) * FLOAT_BYTES + besidesWeights,
    storedBytes: model.hub.sizeBytes + expandedBlock + besidesWeights,
  };
}
