import type { GgufValue } from "../../src/gguf/types.ts";

export const CHATML_TEMPLATE =
  "{% for message in messages %}" +
  "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

export const SPECIAL_TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] as const;
const FIRST_SPECIAL = 256;
export const END_OF_TEXT = FIRST_SPECIAL;
export const IM_START = FIRST_SPECIAL + 1;
export const IM_END = FIRST_SPECIAL + 2;

/** Pairs that become one token, in order of preference; Ġ is a space. */
const MERGES = ["h e", "i n", "t h", "e r", "o n", "Ġ t", "Ġ a", "Ġt he", "in g", "a n", "r e", "Ġ f", "Ġf o", "u n"];

/** llama.cpp's token types. */
const NORMAL = 1;
const CONTROL = 3;
const UNUSED = 5;

/** Tokens: 256 bytes as GPT-2 writes them, three special ones, one for each merge. */
export const MINIMUM_VOCABULARY = FIRST_SPECIAL + SPECIAL_TOKENS.length + MERGES.length;

/**
 * The tokenizer's metadata of a byte-level BPE vocabulary of `size` tokens (unused ones fill it up), in which every text
 * has tokens. `pre` names llama.cpp's rule for splitting text into words.
 */
export function vocabularyMetadata(size: number, pre: string): [key: string, value: GgufValue][] {
  if (size < MINIMUM_VOCABULARY) throw new RangeError(`vocabulary of ${size}; at least ${MINIMUM_VOCABULARY}`);
  const tokens = [...byteTokens(), ...SPECIAL_TOKENS, ...MERGES.map((pair) => pair.replace(" ", ""))];
  const types: number[] = tokens.map((_, id) =>
    id >= FIRST_SPECIAL && id < FIRST_SPECIAL + SPECIAL_TOKENS.length ? CONTROL : NORMAL,
  );
  while (tokens.length < size) {
    tokens.push(`<unused${tokens.length}>`);
    types.push(UNUSED);
  }
  return [
    ["tokenizer.ggml.model", { type: "string", value: "gpt2" }],
    ["tokenizer.ggml.pre", { type: "string", value: pre }],
    ["tokenizer.ggml.tokens", { type: "array", itemType: "string", value: tokens }],
    ["tokenizer.ggml.token_type", { type: "array", itemType: "int32", value: Int32Array.from(types) }],
    ["tokenizer.ggml.merges", { type: "array", itemType: "string", value: MERGES }],
    ["tokenizer.ggml.bos_token_id", { type: "uint32", value: END_OF_TEXT }],
    ["tokenizer.ggml.eos_token_id", { type: "uint32", value: IM_END }],
    ["tokenizer.ggml.padding_token_id", { type: "uint32", value: END_OF_TEXT }],
    ["tokenizer.ggml.add_bos_token", { type: "bool", value: false }],
  ];
}

/** GPT-2's letters for the bytes 0 to 255: themselves where they print, else the code points from 256 on, in order. */
function byteTokens(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const prints = (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
    return String.fromCodePoint(prints ? byte : next++);
  });
}
