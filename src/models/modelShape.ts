/** The numbers of a decoder that decide its size. Names follow GGUF's metadata keys. */
export interface ModelShape {
  readonly blockCount: number;
  /** D, the width of the residual stream. */
  readonly embeddingLength: number;
  /** F, the inner width of the feed-forward layer. */
  readonly feedForwardLength: number;
  /** H, query heads. */
  readonly headCount: number;
  /** K, key and value heads. */
  readonly keyValueHeadCount: number;
  readonly headLength: number;
  readonly vocabularySize: number;
  /** The output head is the embedding matrix, counted once. */
  readonly tiedEmbeddings: boolean;
}

export type Architecture = "llama" | "qwen2" | "qwen3";

/** Every weight of the model, a tied embedding counted once. Qwen2 adds biases to q, k and v; Qwen3 norms to q and k. */
export function parameterCount(architecture: Architecture, shape: ModelShape): number {
  const embedding = shape.vocabularySize * shape.embeddingLength;
  const output = shape.tiedEmbeddings ? 0 : embedding;
  return embedding + output + shape.embeddingLength + shape.blockCount * blockParameterCount(architecture, shape);
}

/** Weights of one block: linear layers, two norms and what the architecture adds. */
export function blockParameterCount(architecture: Architecture, shape: ModelShape): number {
  const { queryWidth, keyValueWidth } = attentionWidths(shape);
  const linear = linearShapes(shape).reduce((sum, [inputs, outputs]) => sum + inputs * outputs, 0);
  const norms = 2 * shape.embeddingLength;
  const extra = { llama: 0, qwen2: queryWidth + 2 * keyValueWidth, qwen3: 2 * shape.headLength }[architecture];
  return linear + norms + extra;
}

/** [inputs, outputs] of the seven linear layers of a block, in the order q, k, v, output, gate, up, down. */
export function linearShapes(shape: ModelShape): readonly (readonly [number, number])[] {
  const { embeddingLength: D, feedForwardLength: F } = shape;
  const { queryWidth, keyValueWidth } = attentionWidths(shape);
  return [
    [D, queryWidth],
    [D, keyValueWidth],
    [D, keyValueWidth],
    [queryWidth, D],
    [D, F],
    [D, F],
    [F, D],
  ];
}

export function attentionWidths(shape: ModelShape): { queryWidth: number; keyValueWidth: number } {
  return { queryWidth: shape.headCount * shape.headLength, keyValueWidth: shape.keyValueHeadCount * shape.headLength };
}
