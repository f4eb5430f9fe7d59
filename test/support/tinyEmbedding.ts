import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeModel } from "../../src/engine/onnx/protobuf.ts";

/** Words of one row mean the same to the model: their tokens have one vector. */
export const MEANINGS: readonly (readonly string[])[] = [
  ["walrus", "tusk"],
  ["lock", "acquire"],
  ["checkpoint", "pause"],
  ["pancake", "waffle"],
];
const SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
export const TINY_DIMENSION = 16;
/** Of whatever extent. */
const ANY = -1;

/**
 * Writes an embedding as transformers.js reads it: a tokenizer of few words, and a model that looks a vector up for each
 * token. Words that it does not know, and the tokens around a text, have no vector.
 */
export function writeTinyEmbedding(folder: string): void {
  const vocabulary = [...SPECIAL, ...MEANINGS.flat()];
  const table = new Float32Array(vocabulary.length * TINY_DIMENSION);
  for (const [meaning, words] of MEANINGS.entries()) {
    for (const word of words) table[vocabulary.indexOf(word) * TINY_DIMENSION + meaning] = 1;
  }
  mkdirSync(join(folder, "onnx"), { recursive: true });
  writeFileSync(
    join(folder, "onnx", "model.onnx"),
    encodeModel({
      nodes: [
        {
          type: "Gather",
          domain: "",
          inputs: ["table", "input_ids"],
          outputs: ["last_hidden_state"],
          attributes: { axis: 0 },
        },
      ],
      initializers: [
        {
          name: "table",
          dtype: "float32",
          shape: [vocabulary.length, TINY_DIMENSION],
          bytes: new Uint8Array(table.buffer),
        },
      ],
      inputs: [{ name: "input_ids", dtype: "int64", shape: [ANY, ANY] }],
      outputs: [{ name: "last_hidden_state", dtype: "float32", shape: [ANY, ANY, TINY_DIMENSION] }],
    }),
  );
  const json = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  json("config.json", { model_type: "bert", architectures: ["BertModel"] });
  json("tokenizer_config.json", {
    tokenizer_class: "BertTokenizer",
    model_max_length: 512,
    pad_token: "[PAD]",
    unk_token: "[UNK]",
    cls_token: "[CLS]",
    sep_token: "[SEP]",
  });
  const token = (id: number) => ({
    id,
    content: SPECIAL[id],
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  });
  const special = (id: string, type = 0) => ({ SpecialToken: { id, type_id: type } });
  const sequence = (id: string, type = 0) => ({ Sequence: { id, type_id: type } });
  json("tokenizer.json", {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((_, id) => token(id)),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [special("[CLS]"), sequence("A"), special("[SEP]")],
      pair: [special("[CLS]"), sequence("A"), special("[SEP]"), sequence("B", 1), special("[SEP]", 1)],
      special_tokens: {
        "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
        "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
      },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  });
}
