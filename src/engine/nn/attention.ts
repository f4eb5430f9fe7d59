/** Causal grouped-query attention over packed rows. */
import { extent } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, mul, sub } from "../ops/elementwise.ts";
import { customGradient } from "../ops/customGradient.ts";
import { rearrange } from "../ops/indexing.ts";
import { matmul } from "../ops/linalg.ts";
import { concat, reshape, slice } from "../ops/movement.ts";
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

/**
 * q [N, G, T, d], k and v [N, T, d], mask [1, T, T] -> [N, G, T, d]: causal softmax(q kᵀ / sqrt(d)) v.
 * Queries go in tiles that look only at the keys they may see: of the masked half of the scores, a long batch
 * computes little.
 */
function attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor): Tensor {
  const [N, G, T, d] = [extent(q.shape, 0), extent(q.shape, 1), extent(q.shape, 2), extent(q.shape, 3)];
  const tiles: Tensor[] = [];
  for (let start = 0; start < T; start += TILE) {
    // A short rest joins the tile before it.
    const end = T - start < TILE * 1.5 ? T : start + TILE;
    const length = end - start;
    const tile = attendTile(
      reshape(slice(q, 2, start, end), [N, G * length, d]),
      slice(k, 1, 0, end),
      slice(v, 1, 0, end),
      slice(slice(mask, 1, start, end), 2, 0, end),
    );
    tiles.push(reshape(tile, [N, G, length, d]));
    if (end === T) break;
  }
  return concat(tiles, 2);
}

/** q [N, G·t, d], k and v [N, S, d], mask [1, t, S] -> [N, G·t, d]: softmax(q kᵀ / sqrt(d) + mask) v */
function attendTile(q: Tensor, k: Tensor, v: Tensor, mask: Tensor): Tensor {
  const [N, rows, d] = [extent(q.shape, 0), extent(q.shape, 1), extent(q.shape, 2)];
  const [t, S] = [extent(mask.shape, 1), extent(mask.shape, 2)];
  const alpha = 1 / Math.sqrt(d);
  const scores = reshape(matmul(q, k, { transposeB: true, alpha }), [(N * rows) / t, t, S]);
  const p = reshape(softmax(add(scores, mask)), [N, rows, S]);
  const o = matmul(p, v);
  return customGradient(o, [q, k, v], (ct) => {
    // ds = p (ct vᵀ - sum(ct o)): the row sum of ct o equals that of dp p and is T / d times smaller (arXiv:2205.14135)
    const ds = mul(p, sub(matmul(ct, v, { transposeB: true }), sum(mul(ct, o), -1)));
    return [
      () => matmul(ds, k, { alpha }),
      () => matmul(ds, q, { transposeA: true, alpha }),
      () => matmul(p, ct, { transposeA: true }),
    ];
  });
}
