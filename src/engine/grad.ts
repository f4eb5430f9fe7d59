/** Reverse-mode differentiation: a graph in, the graph of its gradients out. */
import { constant } from "./graph/leaf.ts";
import { showShape, sameShape, ancestors } from "./graph/tensor.ts";
import type { Tensor } from "./graph/tensor.ts";
import { add } from "./ops/elementwise.ts";

/** The gradient of a scalar `loss` with respect to each tensor of `wrt`. Throws if `loss` is no scalar or does not depend on one. */
export function grad(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0) throw new Error(`grad needs a scalar loss, got shape ${showShape(loss.shape)}`);
  return pullback(loss, constant(1, [], loss.dtype), wrt);
}

/**
 * The cotangents of `wrt` when `y` has cotangent `ct` (the vector-Jacobian product).
 * Visits only tensors that lie on a path from a target to `y`. Throws when `y` does not depend on a target.
 */
export function pullback(y: Tensor, ct: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (!sameShape(y.shape, ct.shape)) {
    throw new Error(`pullback: cotangent ${showShape(ct.shape)} for output ${showShape(y.shape)}`);
  }
  const targets = new Set(wrt);
  const graph = ancestors([y]);
  const onPath = new Set<Tensor>();
  for (const tensor of graph) {
    if (targets.has(tensor) || tensor.inputs.some((input) => onPath.has(input))) onPath.add(tensor);
  }

  const cotangents = new Map<Tensor, Tensor>([[y, ct]]);
  for (const tensor of graph.reverse()) {
    const cotangent = cotangents.get(tensor);
    // A target's own inputs may lead to another target, so a target is walked through like any tensor.
    if (!cotangent || !onPath.has(tensor)) continue;
    const thunks = tensor.op.vjp(cotangent, tensor.inputs, tensor);
    tensor.inputs.forEach((input, i) => {
      const thunk = thunks[i];
      if (!thunk || !onPath.has(input)) return;
      const known = cotangents.get(input);
      cotangents.set(input, known ? add(known, thunk()) : thunk());
    });
  }
  return wrt.map((target) => {
    const cotangent = cotangents.get(target);
    if (!cotangent) throw new Error(`the output does not depend on tensor ${target.id} (${target.op.name})`);
    return cotangent;
  });
}
