/** Splits a graph into a forward and a backward program: what the first saves for the second. */
import { constantOp, isInput } from "./leaf.ts";
import type { Tensor } from "./tensor.ts";
import { ancestors } from "./tensor.ts";

const marked = new WeakSet<Tensor>();

/** Marks a tensor that costs more to compute again than to keep. */
export function worthSaving(tensor: Tensor): Tensor {
  marked.add(tensor);
  return tensor;
}
export const isWorthSaving = (tensor: Tensor): boolean => marked.has(tensor);

/**
 * The tensors of `forward`'s graph that a program for `backward` reads instead of computing: walking back from
 * `backward`, the first ones that `keep` says are worth their memory. All else is computed again from them.
 */
export function savedTensors(
  forward: readonly Tensor[],
  backward: readonly Tensor[],
  keep: (tensor: Tensor) => boolean,
): Tensor[] {
  const forwardGraph = new Set(ancestors(forward));
  const saved = new Set<Tensor>();
  const seen = new Set<Tensor>();
  const pending = [...backward];
  for (let tensor = pending.pop(); tensor; tensor = pending.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    const computed = !isInput(tensor) && tensor.op !== constantOp;
    if (computed && forwardGraph.has(tensor) && keep(tensor)) saved.add(tensor);
    else pending.push(...tensor.inputs);
  }
  return [...saved].sort((a, b) => a.id - b.id);
}
