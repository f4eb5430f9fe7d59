import { at } from "../../src/base/at.ts";
import type { RandomTensor } from "./randomTensor.ts";
import type { TinyModel } from "./tinyModel.ts";

/** LoRA on one linear weight: y += scale * B (A x), A [rank, in], B [out, rank]. */
export interface PlainAdapter {
  readonly scale: number;
  readonly pairs: ReadonlyMap<string, { readonly a: RandomTensor; readonly b: RandomTensor }>;
}

type Row = number[];

/** A row for each output of a weight [out, in]: W x. */
const multiply = ({ shape, values }: RandomTensor, x: Row): Row =>
  Array.from({ length: at(shape, 0) }, (_, out) =>
    x.reduce((sum, value, column) => sum + at(values, out * x.length + column) * value, 0),
  );

const add = (x: Row, y: Row): Row => x.map((value, index) => value + at(y, index));
const dot = (x: Row, y: Row): number => x.reduce((sum, value, index) => sum + value * at(y, index), 0);

/** The negative log-likelihood of each token but the first. */
export const plainLlamaNll = (model: TinyModel, tokens: ArrayLike<number>, adapter?: PlainAdapter): number[] =>
  plainLlamaProbabilities(model, tokens, adapter)
    .slice(0, -1)
    .map((probabilities, index) => -Math.log(at(probabilities, at(tokens, index + 1))));

/**
 * What follows each token, as probabilities of the whole vocabulary, by the plainest float64 forward pass of the llama
 * family: an oracle that shares no code with what it checks.
 */
export function plainLlamaProbabilities(
  model: TinyModel,
  tokens: ArrayLike<number>,
  adapter?: PlainAdapter,
): number[][] {
  const { heads, kvHeads, headDim, embedding } = model;
  const weight = (name: string): RandomTensor => {
    const tensor = model.weights.get(name);
    if (!tensor) throw new Error(`no tensor ${name}`);
    return tensor;
  };
  const linear = (name: string, x: Row): Row => {
    const pair = adapter?.pairs.get(name);
    const y = multiply(weight(name), x);
    return pair && adapter
      ? add(
          y,
          multiply(pair.b, multiply(pair.a, x)).map((v) => v * adapter.scale),
        )
      : y;
  };
  const norm = (name: string, x: Row): Row => {
    const scale = 1 / Math.sqrt(dot(x, x) / x.length + model.rmsEpsilon);
    return x.map((value, index) => value * scale * at(weight(name).values, index));
  };
  /** Turns neighbouring pairs of each head by position: the rotary layout of llama files. */
  const rotate = (x: Row, position: number): Row =>
    x.map((value, index) => {
      const within = index % headDim;
      const angle = position / model.ropeBase ** ((within - (within % 2)) / headDim);
      const other = within % 2 === 0 ? -at(x, index + 1) : at(x, index - 1);
      return value * Math.cos(angle) + other * Math.sin(angle);
    });
  const head = (x: Row, index: number): Row => x.slice(index * headDim, (index + 1) * headDim);

  let rows = Array.from(tokens, (token): Row => [
    ...weight("token_embd.weight").values.slice(token * embedding, (token + 1) * embedding),
  ]);
  for (let block = 0; block < model.blockCount; block++) {
    const name = (part: string): string => `blk.${block}.${part}.weight`;
    const inputs = rows.map((x) => norm(name("attn_norm"), x));
    const keys = inputs.map((x, position) => rotate(linear(name("attn_k"), x), position));
    const values = inputs.map((x) => linear(name("attn_v"), x));
    rows = rows.map((x, position) => {
      const query = rotate(linear(name("attn_q"), at(inputs, position)), position);
      const attended = Array.from({ length: heads }, (_, index) => {
        const group = Math.floor((index * kvHeads) / heads);
        const shares = softmax(
          keys.slice(0, position + 1).map((key) => dot(head(query, index), head(key, group)) / Math.sqrt(headDim)),
        );
        return shares.reduce<Row>(
          (sum, share, past) =>
            add(
              sum,
              head(at(values, past), group).map((v) => v * share),
            ),
          new Array<number>(headDim).fill(0),
        );
      }).flat();
      return add(x, linear(name("attn_output"), attended));
    });
    rows = rows.map((x) => {
      const normed = norm(name("ffn_norm"), x);
      const gate = linear(name("ffn_gate"), normed).map((z) => z / (1 + Math.exp(-z)));
      const up = linear(name("ffn_up"), normed);
      const inner = gate.map((z, index) => z * at(up, index));
      return add(x, linear(name("ffn_down"), inner));
    });
  }
  const table = weight(model.tied ? "token_embd.weight" : "output.weight");
  return rows.map((x) => softmax(multiply(table, norm("output_norm.weight", x))));
}

function softmax(logits: Row): Row {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
