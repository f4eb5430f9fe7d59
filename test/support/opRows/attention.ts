import { at } from "../../../src/base/at.ts";
import { packBatch } from "../../../src/engine/data/packed.ts";
import { attention } from "../../../src/engine/nn/attention.ts";
import { headIndex, rowCount } from "../../../src/engine/nn/gridIndex.ts";
import { slice } from "../../../src/engine/ops/movement.ts";
import type { NdArray } from "../ndArray.ts";
import { element, ndArray, sumOf } from "../ndArray.ts";
import { float, int32, type OpRow } from "../opRow.ts";

interface Heads {
  readonly H: number;
  readonly K: number;
  readonly D: number;
}
const angle = (t: number, pair: number): number => t * 10 ** (-pair / 2);
const BLOCKED = -1e9;

/** Examples of the given lengths, packed; one row of zeros stands for padding where the lengths differ. */
function packedRow(
  about: string,
  lengths: readonly number[],
  interleaved: boolean,
  { H, K, D }: Heads = { H: 4, K: 2, D: 4 },
): OpRow {
  const batch = packBatch(
    lengths.map((length, i) => ({
      id: `${i}`,
      tokens: new Int32Array(length),
      isTarget: new Uint8Array(length),
    })),
  );
  const { B, T, M } = batch;
  const R = rowCount(batch);
  const [query, key] = [headIndex(batch, H), headIndex(batch, K)];
  const table = (f: (angle: number) => number) =>
    float([T, D / 2], {
      values: Array.from(ndArray([T, D / 2], (t, pair) => f(angle(t, pair))).data),
      differentiable: false,
    });
  const index = (values: Int32Array) => int32([values.length], Array.from(values));
  const mask = ndArray([1, T, T], (_, t, s) => (s <= t ? 0 : BLOCKED));
  return {
    op: "attention",
    about,
    operands: [
      float([R, H * D]),
      float([R, K * D]),
      float([R, K * D]),
      index(query.cells),
      index(query.rows),
      index(key.cells),
      index(key.rows),
      table(Math.cos),
      table(Math.sin),
      float([1, T, T], { values: Array.from(mask.data), differentiable: false }),
    ],
    // The row that stands for padding is left out: nobody reads it, and its gradient is not defined.
    build: (q, k, v, queryCells, queryRows, keyCells, keyRows, cos, sin, blocked) =>
      slice(
        attention(q, k, v, {
          headCount: H,
          headCountKv: K,
          headDim: D,
          B,
          T,
          grid: { queryCells, queryRows, keyCells, keyRows },
          cos,
          sin,
          interleaved,
          mask: blocked,
        }),
        0,
        0,
        M,
      ),
    expected: (q, k, v) =>
      ndArray([M, H * D], (row, column) => {
        const [head, d] = [Math.floor(column / D), column % D];
        const shared = Math.floor(head / (H / K));
        const cell = at(batch.cellIndex, row);
        const [first, t] = [row - (cell % T), cell % T];
        const weights = Array.from({ length: t + 1 }, (_, s) => {
          const dot = sumOf(
            D,
            (i) =>
              rotated(q, row, { head, t, i, D, interleaved }) *
              rotated(k, first + s, { head: shared, t: s, i, D, interleaved }),
          );
          return Math.exp(dot / Math.sqrt(D));
        });
        const total = sumOf(t + 1, (s) => at(weights, s));
        return sumOf(t + 1, (s) => (at(weights, s) / total) * element(v, first + s, shared * D + d));
      }),
  };
}

/** Element i of one head of a row, turned to position t. */
function rotated(
  x: NdArray,
  row: number,
  { head, t, i, D, interleaved }: { head: number; t: number; i: number; D: number; interleaved: boolean },
): number {
  const pair = interleaved ? Math.floor(i / 2) : i % (D / 2);
  const [a, b] = interleaved ? [2 * pair, 2 * pair + 1] : [pair, pair + D / 2];
  const [real, imaginary] = [element(x, row, head * D + a), element(x, row, head * D + b)];
  const [cos, sin] = [Math.cos(angle(t, pair)), Math.sin(angle(t, pair))];
  return i === a ? real * cos - imaginary * sin : real * sin + imaginary * cos;
}

export const attentionRows: readonly OpRow[] = [
  packedRow("one example", [3], true),
  packedRow("two of one length", [3, 3], false),
  packedRow("three lengths, neighbours are pairs", [3, 1, 2], true),
  packedRow("three lengths, halves are pairs", [2, 4, 1], false),
  // Long enough that queries are handled in several tiles.
  packedRow("a long one and a short one", [100, 3], true, { H: 2, K: 1, D: 2 }),
];
