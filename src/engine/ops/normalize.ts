/** Softmax and RMS normalisation over the last axis. */
import { scalarLike } from "../graph/leaf.ts";
import { extent } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { apply, expectShape, showShape } from "../graph/tensor.ts";
import { add, mul, reciprocal, scale, sqrt, sub } from "./elementwise.ts";
import { mean, sum, sumSquare, sumTo } from "./reduce.ts";

const softmaxOp: Op = {
  name: "softmax",
  shape: ([x = []]) => x,
  emit: ({ emitter, names }) => emitter.node("Softmax", names, { axis: -1 }),
  // d softmax = y (ct - sum(ct y))
  vjp: (ct, _inputs, y) => [() => mul(y, sub(ct, sum(mul(ct, y), -1)))],
};
/** [..., n] -> [..., n] */
export const softmax = (x: Tensor): Tensor => apply(softmaxOp, [x]);

/** 1 / sqrt(mean(x^2) + epsilon): [..., D] -> [..., 1] */
export const inverseRms = (x: Tensor, epsilon: number): Tensor =>
  reciprocal(sqrt(add(scale(sumSquare(x, -1), 1 / extent(x.shape, -1)), scalarLike(x, epsilon))));

const rmsNormOp: Op = {
  name: "rmsNorm",
  shape: ([x = [], weight = []]) => {
    expectShape(
      weight.length === 1 && weight[0] === extent(x, -1),
      () => `rmsNorm: weight ${showShape(weight)} for ${showShape(x)}, expected [${extent(x, -1)}]`,
    );
    return x;
  },
  // The fused operator's second output, the inverse RMS, is wrong on WebGPU, so the vjp computes its own.
  emit: ({ emitter, names, attributes }) =>
    emitter.node("SimplifiedLayerNormalization", names, {
      axis: -1,
      epsilon: { float: attributes["epsilon"] as number },
    }),
  vjp: (ct, [x, weight], y) => {
    if (!x || !weight) return [];
    const inverse = inverseRms(x, y.attributes["epsilon"] as number);
    return [
      // g = w ct: dx = r (g - x r^2 mean(g x)), with r the inverse RMS
      () => {
        const g = mul(ct, weight);
        const projection = mul(mul(inverse, inverse), mean(mul(g, x), -1));
        return mul(inverse, sub(g, mul(x, projection)));
      },
      // dw = ct x r, summed over the rows
      () => sumTo(mul(ct, mul(x, inverse)), weight.shape),
    ];
  },
};
/** x [..., D], weight [D] -> [..., D] (arXiv:1910.07467). */
export const rmsNorm = (x: Tensor, weight: Tensor, epsilon: number): Tensor =>
  apply(rmsNormOp, [x, weight], { epsilon });
