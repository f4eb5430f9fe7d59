/** How much memory the intermediate tensors of a program need at once. */
import { isInput } from "./leaf.ts";
import type { Tensor } from "./tensor.ts";
import { ancestors, elementCount } from "./tensor.ts";

/** Ops that give their input another name or shape, without memory of their own. */
const ALIASES = new Set(["reshape", "customGradient", "constant"]);

/**
 * The largest number of bytes alive between two ops, outputs included, when ops run in the order they were written.
 * An estimate: the runtime may choose another order, and keeps freed memory.
 */
export function peakBytes(outputs: readonly Tensor[], fed: ReadonlySet<Tensor> = new Set()): number {
  const order = ancestors(outputs, fed);
  const lastUse = new Map<Tensor, number>();
  order.forEach((tensor, i) => {
    if (!fed.has(tensor)) for (const input of tensor.inputs) lastUse.set(input, i);
  });
  for (const output of outputs) lastUse.set(output, order.length);
  const dying = new Map<number, number>();
  let alive = 0;
  let peak = 0;
  order.forEach((tensor, i) => {
    if (fed.has(tensor) || isInput(tensor) || ALIASES.has(tensor.op.name)) return;
    const bytes = elementCount(tensor.shape) * (tensor.dtype === "float64" || tensor.dtype === "int64" ? 8 : 4);
    alive += bytes;
    peak = Math.max(peak, alive);
    const last = lastUse.get(tensor) ?? i;
    dying.set(last, (dying.get(last) ?? 0) + bytes);
    alive -= dying.get(i) ?? 0;
    dying.delete(i);
  });
  return peak;
}
