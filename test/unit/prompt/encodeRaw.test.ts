import { describe, expect, it } from "vitest";
import { openChatTemplate } from "../../../src/prompt/chatTemplate.ts";
import { encodeExample } from "../../../src/prompt/encodeExample.ts";
import type { Example } from "../../../src/core/example.ts";
import type { Tokenizer } from "../../../src/core/tokenizer.ts";
import { CHATML } from "../../support/templates.ts";
import { textTokenizer } from "../../support/textTokenizer.ts";

const MARKS = ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"];
const FIRST_MARK = 2_000_000;

/** A vocabulary that knows fill-in-the-middle. */
function infillTokenizer(): Tokenizer {
  const plain = textTokenizer();
  return {
    ...plain,
    encode(text, options) {
      const mark = MARKS.indexOf(text);
      return options?.special && mark >= 0 ? Int32Array.of(FIRST_MARK + mark) : plain.encode(text, options);
    },
    isControl: (id) => id >= FIRST_MARK || plain.isControl(id),
    tokenText: (id) => MARKS[id - FIRST_MARK] ?? plain.tokenText(id),
  };
}

/** What is read, and what is learned, as text. */
function partsOf(example: Example, tokenizer: Tokenizer, maxTokens = 1000): [read: string, learned: string] {
  const metadata = new Map([["tokenizer.chat_template", { value: CHATML }]]);
  const { tokens, isTarget } = encodeExample(openChatTemplate(metadata, tokenizer), tokenizer, example, maxTokens);
  const text = (target: number): string =>
    [...tokens]
      .filter((_, index) => isTarget[index] === target)
      .map((token) => tokenizer.tokenText(token))
      .join("");
  return [text(0), text(1)];
}

const text: Example = { id: "t", form: "text", kind: "raw-text", text: "abc" };
const infill: Example = { id: "i", form: "infill", kind: "completion", prefix: "f(", suffix: ")", middle: "x" };

describe("examples that are no conversation", () => {
  it("learn all of a text and its end, but for the first token, which nothing precedes", () => {
    expect(partsOf(text, textTokenizer())).toEqual(["a", "bc</s>"]);
  });

  it("learn a text's first token as well where the model begins with a token of its own", () => {
    expect(partsOf(text, textTokenizer({ bos: "<s>", addBos: true }))).toEqual(["<s>", "abc</s>"]);
  });

  it("cut a long text at the end", () => {
    expect(partsOf(text, textTokenizer(), 2)).toEqual(["a", "b"]);
  });

  it("fill a gap between the marks that the model was trained with", () => {
    expect(partsOf(infill, infillTokenizer())).toEqual(["<|fim_prefix|>f(<|fim_suffix|>)<|fim_middle|>", "x</s>"]);
  });

  it("continue the prefix where the model knows no gaps", () => {
    expect(partsOf(infill, textTokenizer())).toEqual(["f(", "x</s>"]);
  });

  it("learn the better of two answers", () => {
    const messages = [{ role: "user", content: "Which?" }] as const;
    const example: Example = { id: "p", form: "preference", kind: "k", messages, chosen: "this", rejected: "that" };
    expect(partsOf(example, textTokenizer())[1]).toBe("this<|im_end|>");
  });
});
