/** Causal grouped-query attention over packed rows. */
import { at } from "../../base/at.ts";
import { worthSaving } from "../graph/partition.ts";
import { extent } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, mul, sub } from "../ops/elementwise.ts";
import { customGradient } from "../ops/customGradient.ts";
import { rearrange } from "../ops/indexing.ts";
import { matmul } from "../ops/linalg.ts";
import { concat, pad, reshape, slice } from "../ops/movement.ts";
import { softmax } from "../ops/normalize.ts";
import { sum } from "../ops/reduce.ts";
import { rotary } from "../ops/rotary.ts";

/**
 * How packed rows map to the attention grid, where each example is a line of T cells. All int32:
 * `queryCells` [B·H·T] and `keyCells` [B·K·T]: the (row, head) that fills a grid cell;
 * `queryRows` [R·H] and `keyRows` [R·K]: the grid cell of a (row, head).
 */
export interface GridIndex {
  readonly queryCells: Tensor;
  readonly queryRows: Tensor;
  readonly keyCells: Tensor;
  readonly keyRows: Tensor;
}

export interface AttentionInputs {
  readonly headCount: number;
  readonly headCountKv: number;
  readonly headDim: number;
  /** Examples, and cells of each. */
  readonly B: number;
  readonly T: number;
  readonly grid: GridIndex;
  /** [T, headDim / 2] each. */
  readonly cos: Tensor;
  readonly sin: Tensor;
  readonly interleaved: boolean;
  /** [1, T, T]: 0 where a query may look, a large negative number where not. */
  readonly mask: Tensor;
}

/** q [R, H·d], k and v [R, K·d] -> [R, H·d] */
export function attention(q: Tensor, k: Tensor, v: Tensor, inputs: AttentionInputs): Tensor {
  const { headCount: H, headCountKv: K, headDim: d, B, T, grid, cos, sin, interleaved } = inputs;
  const R = extent(q.shape, 0);
  const groups = H / K;
  // One gather does three moves: rows to cells, padding, and heads before time.
  const queries = rearrange(reshape(q, [R * H, d]), grid.queryCells, grid.queryRows);
  const keys = rearrange(reshape(k, [R * K, d]), grid.keyCells, grid.keyRows);
  const values = rearrange(reshape(v, [R * K, d]), grid.keyCells, grid.keyRows);
  const rotated = (x: Tensor, heads: number): Tensor => rotary(reshape(x, [B, heads, T, d]), cos, sin, interleaved);

  const output = attend(
    reshape(rotated(queries, H), [B * K, groups, T, d]),
    reshape(rotated(keys, K), [B * K, T, d]),
    reshape(values, [B * K, T, d]),
    inputs.mask,
  );
  const rows = rearrange(reshape(output, [B * H * T, d]), grid.queryRows, grid.queryCells);
  return reshape(rows, [R, H * d]);
}

/** Queries handled together. Smaller tiles skip more of the masked half, and make smaller products. */
const TILE = 64;

/** Queries start..end of each example, and the keys they may see. */
interface Tile {
  readonly start: number;
  readonly end: number;
  /** [N, G·t, d] */
  readonly q: Tensor;
  /** [N, end, d] */
  readonly k: Tensor;
  readonly v: Tensor;
  /** [N, G·t, end] */
  readonly p: Tensor;
}

/**
 * q [N, G, T, d], k and v [N, T, d], mask [1, T, T] -> [N, G, T, d]: causal softmax(q kᵀ / sqrt(d)) v.
 * Queries go in tiles that look only at the keys they may see: of the masked half of the scores, a long batch
 * computes little.
 */
function attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor): Tensor {
  const [N, G, T, d] = [extent(q.shape, 0), extent(q.shape, 1), extent(q.shape, 2), extent(q.shape, 3)];
  const alpha = 1 / Math.sqrt(d);
  /** Rows start..end of x [N, G, T, n] as [N, G·t, n]. */
  const rows = (x: Tensor, start: number, end: number): Tensor =>
    reshape(slice(x, 2, start, end), [N, G * (end - start), extent(x.shape, 3)]);
  const tiles = tileRanges(T).map(([start, end]): Tile => {
    const [queries, keys] = [rows(q, start, end), slice(k, 1, 0, end)];
    const scores = matmul(queries, keys, { transposeB: true, alpha });
    const blocked = slice(slice(mask, 1, start, end), 2, 0, end);
    const p = softmax(add(reshape(scores, [N * G, end - start, end]), blocked));
    return { start, end, q: queries, k: keys, v: slice(v, 1, 0, end), p: reshape(p, [N, G * (end - start), end]) };
  });
  /** Joins what tiles hold of [N, G, T, d]. */
  const join = (parts: readonly Tensor[]): Tensor =>
    concat(
      tiles.map(({ start, end }, i) => reshape(at(parts, i), [N, G, end - start, d])),
      2,
    );
  /** Adds what tiles hold of [N, T, d]; each knows the rows that it saw. */
  const total = (parts: readonly Tensor[]): Tensor =>
    tiles.map(({ end }, i) => pad(at(parts, i), 1, 0, T - end)).reduce((sum, part) => add(sum, part));

  const o = worthSaving(join(tiles.map(({ p, v: values }) => matmul(p, values))));
  return customGradient(o, [q, k, v], (ct) => {
    // ds = p (ct vᵀ - sum(ct o)): the row sum of ct o equals that of dp p and is T / d times smaller (arXiv:2205.14135)
    const rowSums = sum(mul(ct, o), -1);
    const cts = tiles.map(({ start, end }) => rows(ct, start, end));
    const ds = tiles.map(({ start, end, v: values, p }, i) =>
      mul(p, sub(matmul(at(cts, i), values, { transposeB: true }), rows(rowSums, start, end))),
    );
    return [
      () => join(tiles.map((tile, i) => matmul(at(ds, i), tile.k, { alpha }))),
      () => total(tiles.map((tile, i) => matmul(at(ds, i), tile.q, { transposeA: true, alpha }))),
      () => total(tiles.map(({ p }, i) => matmul(p, at(cts, i), { transposeA: true }))),
    ];
  });
}

/** Starts and ends; a short rest joins the tile before it. */
function tileRanges(T: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (let start = 0; start < T;) {
    const end = T - start < 1.5 * TILE ? T : start + TILE;
    ranges.push([start, end]);
    start = end;
  }
  return ranges;
}
