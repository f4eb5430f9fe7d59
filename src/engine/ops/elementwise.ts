/** Element-wise ops with NumPy broadcasting. `ct` is the cotangent of the output `y`. */
import { scalarLike } from "../graph/leaf.ts";
import { broadcast } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { apply } from "../graph/tensor.ts";
import { sumTo } from "./reduce.ts";

type BinaryVjp = (ct: Tensor, a: Tensor, b: Tensor) => readonly [() => Tensor, () => Tensor];
type UnaryVjp = (ct: Tensor, x: Tensor, y: Tensor) => Tensor;

function binary(name: string, onnx: string, vjp: BinaryVjp): (a: Tensor, b: Tensor) => Tensor {
  const op: Op = {
    name,
    shape: ([a = [], b = []]) => broadcast(name, a, b),
    emit: ({ emitter, names }) => emitter.node(onnx, names),
    vjp: (ct, [a, b]) => {
      if (!a || !b) return [];
      const [da, db] = vjp(ct, a, b);
      return [() => sumTo(da(), a.shape), () => sumTo(db(), b.shape)];
    },
  };
  return (a, b) => apply(op, [a, b]);
}

function unary(name: string, onnx: string, vjp: UnaryVjp): (x: Tensor) => Tensor {
  const op: Op = {
    name,
    shape: ([x = []]) => x,
    emit: ({ emitter, names }) => emitter.node(onnx, names),
    vjp: (ct, [x], y) => (x ? [() => vjp(ct, x, y)] : []),
  };
  return (x) => apply(op, [x]);
}

export const add = binary("add", "Add", (ct) => [() => ct, () => ct]);
export const sub = binary("sub", "Sub", (ct) => [() => ct, () => neg(ct)]);
// d(ab) = b ct, a ct
export const mul = binary("mul", "Mul", (ct, a, b) => [() => mul(ct, b), () => mul(ct, a)]);

export const neg = unary("neg", "Neg", (ct) => neg(ct));
// d log = ct / x
export const log = unary("log", "Log", (ct, x) => mul(ct, reciprocal(x)));
// d sqrt = ct / 2y
export const sqrt = unary("sqrt", "Sqrt", (ct, _x, y) => mul(scale(ct, 0.5), reciprocal(y)));
// d 1/x = -y^2 ct
export const reciprocal = unary("reciprocal", "Reciprocal", (ct, _x, y) => neg(mul(ct, mul(y, y))));
// d sigmoid = y (1 - y) ct
export const sigmoid = unary("sigmoid", "Sigmoid", (ct, _x, y) => mul(ct, mul(y, sub(scalarLike(y, 1), y))));

const siluOp: Op = {
  name: "silu",
  shape: ([x = []]) => x,
  // QuickGelu is x sigmoid(alpha x); with alpha 1 that is SiLU in one pass. It exists in float32 only.
  emit: ({ emitter, names: [x = ""], output }) =>
    output.dtype === "float32"
      ? emitter.contrib("QuickGelu", [x], { alpha: { float: 1 } })
      : emitter.node("Mul", [x, emitter.node("Sigmoid", [x])]),
  // d silu = (s + y (1 - s)) ct, with s = sigmoid(x)
  vjp: (ct, [x], y) =>
    x
      ? [
          () => {
            const s = sigmoid(x);
            return mul(ct, add(s, mul(y, sub(scalarLike(y, 1), s))));
          },
        ]
      : [],
};
/** x sigmoid(x) (arXiv:1702.03118). */
export const silu = (x: Tensor): Tensor => apply(siluOp, [x]);

/** `x` times a number. */
export const scale = (x: Tensor, factor: number): Tensor => (factor === 1 ? x : mul(x, scalarLike(x, factor)));
