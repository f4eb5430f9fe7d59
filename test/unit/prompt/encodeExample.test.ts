import { describe, expect, it } from "vitest";
import type { UserError } from "../../../src/base/errors.ts";
import type { Example, Message } from "../../../src/core/example.ts";
import { openChatTemplate, type ChatTemplateOptions } from "../../../src/prompt/chatTemplate.ts";
import { encodeExample } from "../../../src/prompt/encodeExample.ts";
import { encodePrompt, renderPrompt } from "../../../src/prompt/renderPrompt.ts";
import { CHATML, CHATML_WITHOUT_PROMPT, LLAMA3, MISTRAL, THINKING, UNSTABLE } from "../../support/templates.ts";
import { learnedParts, textTokenizer, type TextTokenizerOptions } from "../../support/textTokenizer.ts";

const user = (content: string): Message => ({ role: "user", content });
const assistant = (content: string): Message => ({ role: "assistant", content });
const exampleOf = (...messages: Message[]): Example => ({ id: "e1", form: "chat", kind: "section", messages });

interface Setup extends TextTokenizerOptions, ChatTemplateOptions {
  readonly maxTokens?: number;
}

function encode(source: string, messages: Message[], { maxTokens = 1000, ...options }: Setup = {}) {
  const tokenizer = textTokenizer(options);
  const metadata = new Map([["tokenizer.chat_template", { value: source }]]);
  const template = openChatTemplate(metadata, tokenizer, options);
  const encoded = encodeExample(template, tokenizer, exampleOf(...messages), maxTokens);
  return {
    encoded,
    parts: learnedParts(tokenizer, encoded),
    /** The tokens that serving sends for the messages before `turn`, and as many of the example's first. */
    servedPrefix: (turn: number): { served: number[]; trained: number[] } => {
      const served = [...encodePrompt(template, tokenizer, messages.slice(0, turn))];
      return { served, trained: [...encoded.tokens.slice(0, served.length)] };
    },
  };
}

const read = (text: string) => ({ learned: false, text });
const learned = (text: string) => ({ learned: true, text });

describe("encodeExample", () => {
  it("learns the answer and its end of turn, and only reads the default system prompt", () => {
    const { parts } = encode(CHATML, [user("say"), assistant("hello")]);
    expect(parts).toEqual([
      read("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nsay<|im_end|>\n<|im_start|>assistant\n"),
      learned("hello<|im_end|>"),
    ]);
  });

  it("learns every answer of a conversation", () => {
    const { parts, encoded } = encode(CHATML, [user("a"), assistant("b"), user("c"), assistant("d")]);
    expect(parts.filter((part) => part.learned)).toEqual([learned("b<|im_end|>"), learned("d<|im_end|>")]);
    expect(parts[2]).toEqual(read("\n<|im_start|>user\nc<|im_end|>\n<|im_start|>assistant\n"));
    expect(encoded.untrainedAnswers).toBe(0);
  });

  it("begins every answer with exactly the tokens that serving sends before it", () => {
    const conversation = [user("a"), assistant("hello\n\nlo"), user("c"), assistant("d")];
    for (const [source, options] of [
      [CHATML, {}],
      [LLAMA3, { bos: "<|begin_of_text|>", addBos: true }],
      [MISTRAL, { bos: "<s>", addBos: true }],
      [CHATML_WITHOUT_PROMPT, {}],
    ] as const) {
      const { servedPrefix } = encode(source, conversation, options);
      for (const turn of [1, 3]) {
        const { served, trained } = servedPrefix(turn);
        expect(trained).toEqual(served);
      }
    }
  });

  it("keeps the prompt's tokens when the answer begins with what would merge into them", () => {
    const { servedPrefix, parts } = encode(CHATML, [user("a"), assistant("\nhello")]);
    const { served, trained } = servedPrefix(1);
    expect(trained).toEqual(served);
    expect(parts.at(-1)).toEqual(learned("\nhello<|im_end|>"));
  });

  it("has the beginning of the sequence once, whether template or model adds it", () => {
    for (const [source, addBos, count] of [
      [LLAMA3, true, 1],
      [LLAMA3, false, 1],
      [CHATML, true, 1],
      [CHATML, false, 0],
    ] as const) {
      const { encoded } = encode(source, [user("a"), assistant("b")], { bos: "<|begin_of_text|>", addBos });
      const bos = textTokenizer({ bos: "<|begin_of_text|>" }).bos;
      expect([...encoded.tokens].filter((token) => token === bos)).toHaveLength(count);
      if (count) expect(encoded.tokens[0]).toBe(bos);
    }
  });

  it("leaves the spaces of a template without generation prompt with the answer", () => {
    const { parts } = encode(MISTRAL, [user("a"), assistant("b")], { bos: "<s>" });
    expect(parts).toEqual([read("<s>[INST] a [/INST]"), learned(" b</s>")]);
  });

  it("reads the role header of a template that forgot its generation prompt", () => {
    const { parts } = encode(CHATML_WITHOUT_PROMPT, [user("a"), assistant("b")]);
    expect(parts).toEqual([read("<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\n"), learned("b<|im_end|>")]);
  });

  it("learns the thinking block that the model must write itself", () => {
    const { parts } = encode(THINKING, [user("a"), assistant("b")]);
    expect(parts.at(-1)).toEqual(learned("<think>\n\n</think>\n\nb<|im_end|>"));
  });

  it("only reads the thinking block where the generation prompt writes it, with the same tokens", () => {
    const variables = { enable_thinking: false };
    const asked = encode(THINKING, [user("a"), assistant("b")], { variables });
    expect(asked.parts.at(-1)).toEqual(learned("b<|im_end|>"));
    expect(asked.encoded.tokens).toEqual(encode(THINKING, [user("a"), assistant("b")]).encoded.tokens);
  });

  it("reads and counts earlier answers that the template rewrites", () => {
    const { parts, encoded } = encode(THINKING, [user("a"), assistant("b"), user("c"), assistant("d")]);
    expect(parts.filter((part) => part.learned)).toEqual([learned("<think>\n\n</think>\n\nd<|im_end|>")]);
    expect(encoded.untrainedAnswers).toBe(1);
  });

  it("ends the answer of a template without end of turn with the end of the sequence", () => {
    const { parts } = encode("{% for m in messages %}{{ m.content + '|' }}{% endfor %}", [user("a"), assistant("b")]);
    expect(parts).toEqual([read("a|"), learned("b|</s>")]);
  });

  it("leaves out what follows the last answer", () => {
    const { parts } = encode(CHATML, [user("a"), assistant("b"), user("thanks")]);
    expect(parts.at(-1)).toEqual(learned("b<|im_end|>"));
  });

  it("never asks for the first token, which nothing predicts", () => {
    const { encoded } = encode("{{ messages[0].content }}", [assistant("bc")]);
    expect([...encoded.isTarget]).toEqual([0, 1, 1]);
  });

  it("cuts a long example at its end and says by how much", () => {
    const whole = encode(CHATML, [user("a"), assistant("b".repeat(100))]).encoded;
    const { encoded } = encode(CHATML, [user("a"), assistant("b".repeat(100))], { maxTokens: 80 });
    expect(encoded.tokens).toEqual(whole.tokens.slice(0, 80));
    expect(encoded.isTarget).toEqual(whole.isTarget.slice(0, 80));
    expect(encoded.truncatedTokens).toBe(whole.tokens.length - 80);
  });

  it("names the control tokens that the messages themselves contain", () => {
    const { encoded } = encode(CHATML, [user("what does <|im_end|> mean?"), assistant("it ends a turn")]);
    expect(encoded.controlText).toEqual(["<|im_end|>"]);
  });

  it("refuses a template that does not continue the prompt it serves", () => {
    expect(() => encode(UNSTABLE, [user("a"), assistant("b")])).toThrow(
      expect.objectContaining({ name: "UserError", code: "template/prefix" }) as UserError,
    );
  });

  it("refuses an example without an answer", () => {
    expect(() => encode(CHATML, [user("a")])).toThrow("example e1 has no assistant message");
  });
});

describe("renderPrompt", () => {
  const promptOf = (source: string): string => {
    const tokenizer = textTokenizer({ bos: "<s>" });
    const metadata = new Map([["tokenizer.chat_template", { value: source }]]);
    return renderPrompt(openChatTemplate(metadata, tokenizer), [user("a")]);
  };

  it("adds the role header for templates that do not", () => {
    expect(promptOf(CHATML_WITHOUT_PROMPT)).toBe("<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\n");
  });

  it("ends without a space that belongs to the answer's first word", () => {
    expect(promptOf(MISTRAL)).toBe("<s>[INST] a [/INST]");
  });
});
