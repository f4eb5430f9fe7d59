/** The gated feed-forward product. */
import type { Tensor } from "../graph/tensor.ts";
import { customGradient } from "../ops/customGradient.ts";
import { add, mul, sigmoid, silu, sub } from "../ops/elementwise.ts";

/** silu(gate) up, element by element (arXiv:2002.05202): [N, F], [N, F] -> [N, F] */
export function swiGlu(gate: Tensor, up: Tensor): Tensor {
  const activated = silu(gate);
  const product = mul(activated, up);
  return customGradient(product, [gate, up], (ct) => [
    // With s = sigmoid(gate) and y = gate s up: dy/dgate = up (s + gate s (1 - s)) = y + s (up - y).
    // Four passes over [N, F] where the chain rule op by op takes seven.
    () => mul(ct, add(product, mul(sigmoid(gate), sub(up, product)))),
    () => mul(ct, activated),
  ]);
}
