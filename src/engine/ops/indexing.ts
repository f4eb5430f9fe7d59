/** Ops that read or write by index. */
import { extent } from "../graph/shape.ts";
import type { Op, Shape, Tensor } from "../graph/tensor.ts";
import { apply, elementCount, expectShape, showShape } from "../graph/tensor.ts";
import { reshape } from "./movement.ts";

const gatherOp: Op = {
  name: "gather",
  shape: ([table = [], index = []]) => {
    expectShape(table.length === 2, () => `gather reads rows of a matrix, got ${showShape(table)}`);
    return [...index, extent(table, 1)];
  },
  emit: ({ emitter, names }) => emitter.node("Gather", names, { axis: 0 }),
  // d gather: rows of ct added up at the places they were read from
  vjp: (ct, [table, index]) =>
    table && index
      ? [
          () =>
            scatterAdd(extent(table.shape, 0), index, reshape(ct, [elementCount(index.shape), extent(table.shape, 1)])),
          null,
        ]
      : [],
};
/** table [N, D], index [...] (int32, 0 <= i < N) -> [..., D] */
export const gather = (table: Tensor, index: Tensor): Tensor => apply(gatherOp, [table, index]);

const scatterAddOp: Op = {
  name: "scatterAdd",
  shape: ([index = [], rows = []], { rowCount }) => {
    expectShape(
      rows.length === 2 && elementCount(index) === rows[0],
      () => `scatterAdd: ${elementCount(index)} indices for rows ${showShape(rows)}`,
    );
    return [rowCount as number, extent(rows, 1)];
  },
  dtype: ([, rows = "float32"]) => rows,
  emit: ({ emitter, names: [index = "", rows = ""], inputs, output }) => {
    const count = elementCount(inputs[0]?.shape ?? []);
    const column = (cast: string): string => emitter.node("Reshape", [cast, emitter.int64([count, 1])]);
    const filled = (shape: Shape, value: number): string =>
      emitter.node("Expand", [emitter.initializer(output.dtype, [], [value]), emitter.int64(shape)]);
    if (emitter.provider === "webgpu") {
      // WebGPU has no ScatterND that adds: a product with the one-hot rows of the index [n, rowCount] does.
      const oneHot = emitter.node(
        "ScatterElements",
        [filled([count, extent(output.shape, 0)], 0), column(index), filled([count, 1], 1)],
        { axis: 1 },
      );
      return emitter.node("Gemm", [oneHot, rows], { transA: 1 });
    }
    return emitter.node(
      "ScatterND",
      [filled(output.shape, 0), column(emitter.node("Cast", [index], { to: 7 })), rows],
      {
        reduction: "add",
      },
    );
  },
  vjp: (ct, [index]) => (index ? [null, () => gather(ct, index)] : []),
};
/** index [...] with n entries, rows [n, D] -> [rowCount, D]: rows that share an index are added. */
export const scatterAdd = (rowCount: number, index: Tensor, rows: Tensor): Tensor =>
  apply(scatterAddOp, [index, rows], { rowCount });

const rearrangeOp: Op = {
  name: "rearrange",
  shape: ([table = [], index = [], inverse = []]) => {
    expectShape(
      table.length === 2 && elementCount(inverse) === table[0],
      () => `rearrange: the inverse has ${elementCount(inverse)} entries for rows ${showShape(table)}`,
    );
    return [elementCount(index), extent(table, 1)];
  },
  emit: ({ emitter, names: [table = "", index = ""], inputs }) =>
    emitter.node(
      "Gather",
      [table, emitter.node("Reshape", [index, emitter.int64([elementCount(inputs[1]?.shape ?? [])])])],
      { axis: 0 },
    ),
  // A gather by the inverse index: no scatter, no zero fill.
  vjp: (ct, [, index, inverse]) => (index && inverse ? [() => rearrange(ct, inverse, index), null, null] : []),
};
/**
 * table [N, D] -> [K, D]: row k is table row index[k].
 * `inverse` [N] names for each table row the one place of the result it goes to. Where the result holds copies
 * (padding), the caller makes sure that no gradient comes back through the copies.
 */
export const rearrange = (table: Tensor, index: Tensor, inverse: Tensor): Tensor =>
  apply(rearrangeOp, [table, index, inverse]);
