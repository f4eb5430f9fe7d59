/** Sums of a matrix product and something else, as one product that accumulates. */
import type { Tensor } from "../graph/tensor.ts";
import { sameShape } from "../graph/tensor.ts";

type Emitted = Pick<Tensor, "op" | "inputs" | "attributes">;

export interface Fusions {
  /** What is emitted in place of a tensor. */
  readonly replacements: ReadonlyMap<Tensor, Emitted>;
  /** Tensors that are computed as part of a replacement. */
  readonly absorbed: ReadonlySet<Tensor>;
}

/**
 * Finds additions of a 2-D product that nothing else reads: residual connections, and gradients that meet at a tensor.
 * Apart, the product would be written, read and written again. `outputs` and `fed` tensors stay visible.
 */
export function fuseAdditions(
  graph: readonly Tensor[],
  outputs: ReadonlySet<Tensor>,
  fed: ReadonlySet<Tensor>,
): Fusions {
  const users = new Map<Tensor, number>();
  for (const tensor of graph) {
    if (fed.has(tensor)) continue;
    for (const input of tensor.inputs) users.set(input, (users.get(input) ?? 0) + 1);
  }
  const replacements = new Map<Tensor, Emitted>();
  const absorbed = new Set<Tensor>();
  for (const tensor of graph) {
    if (tensor.op.name !== "add" || fed.has(tensor)) continue;
    const product = tensor.inputs.find(
      (input) =>
        input.op.name === "matmul" &&
        input.inputs.length === 2 &&
        input.shape.length === 2 &&
        users.get(input) === 1 &&
        !outputs.has(input) &&
        !fed.has(input),
    );
    const other = tensor.inputs.find((input) => input !== product);
    if (!product || !other || !sameShape(other.shape, product.shape)) continue;
    replacements.set(tensor, { ...product, inputs: [...product.inputs, other] });
    absorbed.add(product);
  }
  return { replacements, absorbed };
}
