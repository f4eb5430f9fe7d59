import type { TokenizedExample } from "../../core/example.ts";
import { at } from "../../base/at.ts";

/**
 * Examples laid end to end without padding, and the map between that row and the grid attention works on.
 * B examples, T tokens in the longest of them, M tokens in all, L of them targets.
 */
export interface PackedBatch {
  readonly B: number;
  readonly T: number;
  readonly M: number;
  /** [B] */
  readonly lengths: Int32Array;
  /** [M] token ids, example after example. */
  readonly tokens: Int32Array;
  /** [B * T] the row of each grid cell, row-major [B, T]; M ("the pad row") where an example has ended. */
  readonly gridIndex: Int32Array;
  /** [M] the grid cell of each row; `gridIndex[cellIndex[row]] === row`. */
  readonly cellIndex: Int32Array;
  /** [L] the row that predicts each target: the row of the token before it, in the same example. */
  readonly targetRows: Int32Array;
  /** [L] the token to predict. */
  readonly targetTokens: Int32Array;
}

/**
 * Packs a micro-batch. L may be 0.
 * @throws RangeError for no examples, an empty one, a mask of another length than its tokens, or a target at
 * position 0, which nothing precedes.
 */
export function packBatch(examples: readonly TokenizedExample[]): PackedBatch {
  if (examples.length === 0) throw new RangeError("a batch needs at least 1 example, got 0");
  examples.forEach(requireWellFormed);
  const B = examples.length;
  const lengths = Int32Array.from(examples, (example) => example.tokens.length);
  const T = lengths.reduce((longest, length) => Math.max(longest, length));
  const M = lengths.reduce((sum, length) => sum + length);
  const tokens = new Int32Array(M);
  const gridIndex = new Int32Array(B * T).fill(M);
  const cellIndex = new Int32Array(M);
  const targetRows: number[] = [];
  const targetTokens: number[] = [];
  let row = 0;
  examples.forEach((example, b) => {
    tokens.set(example.tokens, row);
    for (let t = 0; t < example.tokens.length; t++, row++) {
      gridIndex[b * T + t] = row;
      cellIndex[row] = b * T + t;
      if (example.isTarget[t] === 1) {
        targetRows.push(row - 1);
        targetTokens.push(at(example.tokens, t));
      }
    }
  });
  return {
    B,
    T,
    M,
    lengths,
    tokens,
    gridIndex,
    cellIndex,
    targetRows: Int32Array.from(targetRows),
    targetTokens: Int32Array.from(targetTokens),
  };
}

function requireWellFormed({ id, tokens, isTarget }: TokenizedExample): void {
  if (tokens.length === 0) throw new RangeError(`example ${id} has no tokens`);
  if (isTarget.length !== tokens.length) {
    throw new RangeError(`example ${id} has ${tokens.length} tokens but a mask of ${isTarget.length}`);
  }
  if (isTarget[0] === 1) throw new RangeError(`example ${id} has a target at position 0, which nothing precedes`);
}
