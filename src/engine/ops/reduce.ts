/** Reductions along one axis, which stays with extent 1, and the sum that undoes broadcasting. */
import { extent, normalizeAxis } from "../graph/shape.ts";
import type { Op, Shape, Tensor } from "../graph/tensor.ts";
import { apply, elementCount, sameShape } from "../graph/tensor.ts";
import { mul, scale } from "./elementwise.ts";
import { expand, reshape } from "./movement.ts";

function reduceOp(name: string, onnx: string, vjp: (ct: Tensor, x: Tensor, axis: number) => Tensor): Op {
  return {
    name,
    shape: ([x = []], { axis }) => {
      const reduced = normalizeAxis(name, x, axis as number);
      return x.map((n, i) => (i === reduced ? 1 : n));
    },
    emit: ({ emitter, names, attributes, inputs }) => {
      const axis = normalizeAxis(name, inputs[0]?.shape ?? [], attributes["axis"] as number);
      // ReduceSum alone takes its axes as an input in operator set 17.
      return onnx === "ReduceSum"
        ? emitter.node(onnx, [...names, emitter.int64([axis])], { keepdims: 1 })
        : emitter.node(onnx, names, { axes: [axis], keepdims: 1 });
    },
    vjp: (ct, [x], y) => (x ? [() => vjp(ct, x, y.attributes["axis"] as number)] : []),
  };
}

// d sum = ct, spread over the axis
const sumOp = reduceOp("sum", "ReduceSum", (ct, x) => expand(ct, x.shape));
// d mean = ct / n, spread over the axis
const meanOp = reduceOp("mean", "ReduceMean", (ct, x, axis) => expand(scale(ct, 1 / extent(x.shape, axis)), x.shape));
// d sum(x^2) = 2 x ct
const sumSquareOp = reduceOp("sumSquare", "ReduceSumSquare", (ct, x) => mul(scale(x, 2), ct));
const maxOp = reduceOp("max", "ReduceMax", () => {
  throw new Error("max has no gradient: it only shifts a log-sum-exp, where its share cancels");
});

/** [..., n, ...] -> [..., 1, ...] */
export const sum = (x: Tensor, axis: number): Tensor => apply(sumOp, [x], { axis });
/** [..., n, ...] -> [..., 1, ...] */
export const mean = (x: Tensor, axis: number): Tensor => apply(meanOp, [x], { axis });
/** Sum of squares: [..., n, ...] -> [..., 1, ...]. One pass where mul and sum would take two. */
export const sumSquare = (x: Tensor, axis: number): Tensor => apply(sumSquareOp, [x], { axis });
/** [..., n, ...] -> [..., 1, ...]. Not differentiable. */
export const max = (x: Tensor, axis: number): Tensor => apply(maxOp, [x], { axis });

/** Sums `x` down to `shape`: the vjp of broadcasting `shape` up to `x`. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (elementCount(x.shape) === elementCount(shape)) return reshape(x, shape);
  const lead = x.shape.length - shape.length;
  let y = x;
  for (let axis = 0; axis < x.shape.length; axis++) {
    const target = axis < lead ? 1 : shape[axis - lead];
    if (target === 1 && x.shape[axis] !== 1) y = sum(y, axis);
  }
  return reshape(y, shape);
}
