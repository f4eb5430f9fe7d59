/** A value whose gradient is given by hand: cheaper, or with respect to something the value was not computed from. */
import type { Op, Tensor } from "../graph/tensor.ts";
import { apply } from "../graph/tensor.ts";

/** Cotangents of the listed inputs, as thunks; `null` where none flows. */
type CustomVjp = (cotangent: Tensor) => readonly ((() => Tensor) | null)[];

const rules = new WeakMap<Tensor, CustomVjp>();

const customGradientOp: Op = {
  name: "customGradient",
  shape: ([value = []]) => value,
  emit: ({ names: [value = ""] }) => value,
  // Nothing flows into the value itself: the given rule replaces the derivative of how it was computed.
  vjp: (ct, _inputs, y) => [null, ...(rules.get(y)?.(ct) ?? [])],
};

/**
 * `value`, differentiated with respect to `inputs` by `vjp` instead of by the ops that computed it.
 * The caller vouches for the rule; test/numeric holds each against finite differences.
 */
export function customGradient(value: Tensor, inputs: readonly Tensor[], vjp: CustomVjp): Tensor {
  const tensor = apply(customGradientOp, [value, ...inputs]);
  rules.set(tensor, vjp);
  return tensor;
}
