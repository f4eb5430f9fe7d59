/** A graph as a program one can read: one line per tensor, in order of evaluation. */
import { inputName, isInput } from "./leaf.ts";
import type { AttributeValue, Tensor } from "./tensor.ts";
import { ancestors, showShape } from "./tensor.ts";

/**
 * ```
 * x       : float32[2, 3]
 * %1 = silu(x) : float32[2, 3]
 * return y = %1
 * ```
 */
export function print(outputs: Readonly<Record<string, Tensor>>): string {
  const names = new Map<Tensor, string>();
  const lines: string[] = [];
  let next = 1;
  for (const tensor of ancestors(Object.values(outputs))) {
    const type = `${tensor.dtype}${showShape(tensor.shape)}`;
    if (isInput(tensor)) {
      names.set(tensor, inputName(tensor));
      lines.push(`${inputName(tensor)} : ${type}`);
      continue;
    }
    const name = `%${next++}`;
    names.set(tensor, name);
    const operands = tensor.inputs.map((input) => names.get(input) ?? "?");
    const attributes = Object.entries(tensor.attributes)
      .filter(([key, value]) => value !== undefined && value !== false && key !== "shape" && key !== "dtype")
      .map(([key, value]) => `${key}=${show(value)}`);
    lines.push(`${name} = ${tensor.op.name}(${[...operands, ...attributes].join(", ")}) : ${type}`);
  }
  const returned = Object.entries(outputs).map(([name, tensor]) => `${name} = ${names.get(tensor) ?? "?"}`);
  return [...lines, `return ${returned.join(", ")}`].join("\n");
}

function show(value: AttributeValue | undefined): string {
  if (!Array.isArray(value)) return String(value);
  return value.length > 8 ? `[${value.slice(0, 8).join(", ")}, … ${value.length}]` : `[${value.join(", ")}]`;
}
