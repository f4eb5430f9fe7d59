/** Matrix products. */
import { extent } from "../graph/shape.ts";
import type { Op, Shape, Tensor } from "../graph/tensor.ts";
import { apply, expectShape, sameShape, showShape } from "../graph/tensor.ts";

export interface MatmulOptions {
  /** Reads the last two axes of `a` swapped. Defaults to `false`. */
  readonly transposeA?: boolean;
  /** Reads the last two axes of `b` swapped. Defaults to `false`. */
  readonly transposeB?: boolean;
  /** Factor of the product. Defaults to `1`. */
  readonly alpha?: number;
  /** Added to the product, same shape: cheaper than an `add` of its own. */
  readonly plus?: Tensor;
}

const matmulOp: Op = {
  name: "matmul",
  shape: ([a = [], b = [], c], { transposeA, transposeB }) => {
    const describe = (): string =>
      `matmul: ${showShape(a)}${transposeA ? "ᵀ" : ""} and ${showShape(b)}${transposeB ? "ᵀ" : ""}`;
    expectShape(a.length >= 2 && b.length >= 2, () => `${describe()} need at least two axes each`);
    expectShape(sameShape(a.slice(0, -2), b.slice(0, -2)), () => `${describe()} differ in their leading axes`);
    const [m, k] = lastTwo(a, transposeA as boolean);
    const [l, n] = lastTwo(b, transposeB as boolean);
    expectShape(k === l, () => `${describe()} differ in the inner extent, ${k} and ${l}`);
    const product = [...a.slice(0, -2), m, n];
    expectShape(
      !c || sameShape(c, product),
      () => `${describe()} plus ${showShape(c ?? [])}, expected ${showShape(product)}`,
    );
    return product;
  },
  emit: ({ emitter, names: [a = "", b = "", c], inputs, output, attributes }) => {
    const transA = attributes["transposeA"] ? 1 : 0;
    const transB = attributes["transposeB"] ? 1 : 0;
    const alpha = attributes["alpha"] as number;
    if (output.shape.length === 2) {
      return emitter.node("Gemm", c === undefined ? [a, b] : [a, b, c], { transA, transB, alpha: { float: alpha } });
    }
    const plus = (name: string): string => (c === undefined ? name : emitter.node("Add", [name, c]));
    if (output.dtype === "float32" && emitter.provider === "cpu") {
      return plus(emitter.contrib("FusedMatMul", [a, b], { transA, transB, alpha: { float: alpha } }));
    }
    const swapped = (name: string, tensor: Tensor | undefined, swap: number): string => {
      if (!swap || !tensor) return name;
      const rank = tensor.shape.length;
      const perm = Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i));
      return emitter.node("Transpose", [name], { perm });
    };
    const product = emitter.node("MatMul", [swapped(a, inputs[0], transA), swapped(b, inputs[1], transB)]);
    return plus(alpha === 1 ? product : emitter.node("Mul", [product, emitter.initializer(output.dtype, [], [alpha])]));
  },
  // y = alpha op(a) op(b): d op(a) = alpha ct op(b)ᵀ, d op(b) = alpha op(a)ᵀ ct, each transposed back where needed
  vjp: (ct, [a, b], y) => {
    if (!a || !b) return [];
    const transposeA = y.attributes["transposeA"] as boolean;
    const transposeB = y.attributes["transposeB"] as boolean;
    const alpha = y.attributes["alpha"] as number;
    return [
      () =>
        transposeA
          ? matmul(b, ct, { transposeA: transposeB, transposeB: true, alpha })
          : matmul(ct, b, { transposeB: !transposeB, alpha }),
      () =>
        transposeB
          ? matmul(ct, a, { transposeA: true, transposeB: transposeA, alpha })
          : matmul(a, ct, { transposeA: !transposeA, alpha }),
      () => ct,
    ];
  },
};

/** a [..., M, K], b [..., K, N] -> [..., M, N]; leading axes are equal, not broadcast. */
export const matmul = (
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false, alpha = 1, plus }: MatmulOptions = {},
): Tensor => apply(matmulOp, plus ? [a, b, plus] : [a, b], { transposeA, transposeB, alpha });

function lastTwo(shape: Shape, swap: boolean): [number, number] {
  const [m, n] = [extent(shape, -2), extent(shape, -1)];
  return swap ? [n, m] : [m, n];
}
