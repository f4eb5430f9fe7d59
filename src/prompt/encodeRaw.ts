/** Examples that are no conversation: no chat template has a part in them. */
import type { InfillExample, TextExample } from "../core/example.ts";
import type { Tokenizer } from "../core/tokenizer.ts";
import { controlTextOf } from "./controlText.ts";

interface RawExample {
  readonly id: string;
  readonly tokens: Int32Array;
  readonly isTarget: Uint8Array;
  readonly untrainedAnswers: number;
  readonly controlText: readonly string[];
}

/** All of the text is learned, and that it ends. */
export function encodeText(tokenizer: Tokenizer, { id, text }: TextExample): RawExample {
  return rawExample(tokenizer, id, [], [...tokenizer.encode(text), ...endOf(tokenizer)], [text]);
}

/**
 * Prefix, suffix, then the gap, as models that know fill-in-the-middle were trained (arXiv:2207.14255). Those that do
 * not know it learn the gap as what follows the prefix.
 */
export function encodeInfill(tokenizer: Tokenizer, { id, prefix, suffix, middle }: InfillExample): RawExample {
  const marks = infillMarks(tokenizer);
  const context = marks
    ? [marks.prefix, ...tokenizer.encode(prefix), marks.suffix, ...tokenizer.encode(suffix), marks.middle]
    : [...tokenizer.encode(prefix)];
  const continues = marks === undefined && prefix !== "";
  const learned = [...tokenizer.encode(middle, { continues }), ...endOf(tokenizer)];
  return rawExample(tokenizer, id, context, learned, [prefix, middle, suffix]);
}

export interface InfillMarks {
  readonly prefix: number;
  readonly suffix: number;
  readonly middle: number;
}

/** As Qwen2.5-Coder, StarCoder, and Code Llama write them. */
const MARK_NAMES = [
  ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"],
  ["<fim_prefix>", "<fim_suffix>", "<fim_middle>"],
  ["▁<PRE>", "▁<SUF>", "▁<MID>"],
] as const;

/** The tokens by which a model is asked to fill a gap, or undefined where its vocabulary has none. */
export function infillMarks(tokenizer: Tokenizer): InfillMarks | undefined {
  for (const names of MARK_NAMES) {
    const [prefix, suffix, middle] = names.map((name) => controlToken(tokenizer, name));
    if (prefix !== undefined && suffix !== undefined && middle !== undefined) return { prefix, suffix, middle };
  }
  return undefined;
}

function controlToken(tokenizer: Tokenizer, name: string): number | undefined {
  const [token, ...more] = tokenizer.encode(name, { special: true });
  return token !== undefined && more.length === 0 && tokenizer.isControl(token) ? token : undefined;
}

const endOf = ({ eos }: Tokenizer): number[] => (eos === undefined ? [] : [eos]);

function rawExample(
  tokenizer: Tokenizer,
  id: string,
  context: readonly number[],
  learned: readonly number[],
  texts: readonly string[],
): RawExample {
  const { bos, addBos } = tokenizer;
  const tokens = [...(addBos && bos !== undefined ? [bos] : []), ...context, ...learned];
  const isTarget = new Uint8Array(tokens.length).fill(1, tokens.length - learned.length);
  // Nothing precedes the first token, so nothing can predict it.
  isTarget[0] = 0;
  return {
    id,
    tokens: Int32Array.from(tokens),
    isTarget,
    untrainedAnswers: 0,
    controlText: controlTextOf(tokenizer, texts),
  };
}
