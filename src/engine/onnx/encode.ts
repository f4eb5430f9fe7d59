/** A symbolic graph, from given inputs to given outputs, as the bytes of an ONNX model. */
import { inputName, isInput } from "../graph/leaf.ts";
import type { Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/tensor.ts";
import { Emitter } from "./emitter.ts";
import type { Provider } from "./emitter.ts";
import { fuseAdditions } from "./fuseAdditions.ts";
import { encodeModel } from "./protobuf.ts";
import type { OnnxValue } from "./protobuf.ts";

export interface EncodedProgram {
  readonly model: Uint8Array;
  /** Everything that must be fed: the graph's own inputs and the cut tensors, by name. */
  readonly inputs: readonly OnnxValue[];
  /** Same order as the tensors asked for; a tensor asked for twice appears twice under one name. */
  readonly outputs: readonly OnnxValue[];
}

/**
 * Encodes what is needed to compute `outputs`.
 * `cut` names tensors that are fed instead of computed: that is how a backward program reads what the forward
 * program saved.
 */
export function encode(
  outputs: Readonly<Record<string, Tensor>>,
  {
    provider = "cpu",
    cut = new Map<Tensor, string>(),
  }: { provider?: Provider; cut?: ReadonlyMap<Tensor, string> } = {},
): EncodedProgram {
  const emitter = new Emitter(provider);
  const names = new Map<Tensor, string>();
  const inputs = new Map<string, OnnxValue>();

  const graph = ancestors(Object.values(outputs), new Set(cut.keys()));
  const fusions = fuseAdditions(graph, new Set(Object.values(outputs)), new Set(cut.keys()));

  for (const tensor of graph) {
    const fed = cut.get(tensor) ?? (isInput(tensor) ? inputName(tensor) : undefined);
    if (fed !== undefined) {
      inputs.set(fed, { name: fed, dtype: tensor.dtype, shape: tensor.shape });
      names.set(tensor, fed);
      continue;
    }
    if (fusions.absorbed.has(tensor)) continue;
    const { op, inputs: operands, attributes } = fusions.replacements.get(tensor) ?? tensor;
    const name = op.emit({
      emitter,
      names: operands.map((input) => names.get(input) ?? missing(input)),
      inputs: operands,
      output: tensor,
      attributes,
    });
    names.set(tensor, name);
  }

  const renamed = new Map<string, string>();
  const values = Object.entries(outputs).map(([name, tensor]): OnnxValue => {
    const emitted = names.get(tensor) ?? missing(tensor);
    const isComputed = emitter.nodes.some((node) => node.outputs.includes(emitted));
    if (isComputed && !renamed.has(emitted)) {
      renamed.set(emitted, name);
    } else {
      // Asked for twice, or fed, or a constant: an output needs a name of its own, at the price of a copy.
      emitter.nodes.push({ type: "Identity", domain: "", inputs: [emitted], outputs: [name], attributes: {} });
    }
    return { name, dtype: tensor.dtype, shape: tensor.shape };
  });
  const rename = (name: string): string => renamed.get(name) ?? name;
  const model = encodeModel({
    nodes: emitter.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
    })),
    initializers: emitter.initializers,
    inputs: [...inputs.values()],
    outputs: values,
  });
  return { model, inputs: [...inputs.values()], outputs: values };
}

function missing(tensor: Tensor): never {
  throw new Error(`tensor ${tensor.id} (${tensor.op.name}) was used before it was emitted`);
}
