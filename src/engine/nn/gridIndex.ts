/** The integer maps between packed rows and the attention grid, per head. */
import { at } from "../../base/at.ts";
import type { PackedBatch } from "../data/packed.ts";

/** Rows that a batch occupies: its tokens and, where the grid has padding, one row of zeros that stands for it. */
export const rowCount = ({ B, T, M }: Pick<PackedBatch, "B" | "T" | "M">): number => (B * T === M ? M : M + 1);

export interface HeadIndex {
  /** [B·heads·T]: row · heads + head of each cell of the grid [B, heads, T]. */
  readonly cells: Int32Array;
  /** [R·heads]: the cell of each (row, head). */
  readonly rows: Int32Array;
}

export function headIndex(batch: PackedBatch, heads: number): HeadIndex {
  const { B, T, gridIndex } = batch;
  const R = rowCount(batch);
  const cells = new Int32Array(B * heads * T);
  const rows = new Int32Array(R * heads);
  for (let b = 0; b < B; b++) {
    for (let head = 0; head < heads; head++) {
      for (let t = 0; t < T; t++) {
        const cell = (b * heads + head) * T + t;
        const entry = at(gridIndex, b * T + t) * heads + head;
        cells[cell] = entry;
        // The padding row maps to one of its cells, the last; they are all alike.
        rows[entry] = cell;
      }
    }
  }
  return { cells, rows };
}
