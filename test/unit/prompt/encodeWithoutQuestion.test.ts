import { describe, expect, it } from "vitest";
import type { Example, Message } from "../../../src/core/example.ts";
import { openChatTemplate } from "../../../src/prompt/chatTemplate.ts";
import { encodeExample } from "../../../src/prompt/encodeExample.ts";
import { encodeWithoutQuestion, lastAnswerOnly } from "../../../src/prompt/encodeWithoutQuestion.ts";
import { CHATML } from "../../support/templates.ts";
import { learnedParts, textTokenizer } from "../../support/textTokenizer.ts";

const tokenizer = textTokenizer();
const template = openChatTemplate(new Map([["tokenizer.chat_template", { value: CHATML }]]), tokenizer);
const chat = (...contents: string[]): Example => ({
  id: "e",
  form: "chat",
  kind: "imported",
  messages: contents.map((content, index): Message => ({ role: index % 2 === 0 ? "user" : "assistant", content })),
});

function parts(example: Example, maxTokens = 1000) {
  const asked = lastAnswerOnly(encodeExample(template, tokenizer, example, maxTokens));
  const alone = encodeWithoutQuestion(template, tokenizer, example, asked);
  return [asked, alone].map((encoded) =>
    learnedParts(tokenizer, encoded)
      .map(({ learned, text }) => (learned ? `[${text}]` : text))
      .join(""),
  );
}

describe("encodeWithoutQuestion", () => {
  it("keeps the last answer and what the template writes before any", () => {
    expect(parts(chat("Q", "A", "R", "B"))).toEqual([
      "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nQ<|im_end|>\n<|im_start|>assistant\nA<|im_end|>\n<|im_start|>user\nR<|im_end|>\n<|im_start|>assistant\n[B<|im_end|>]",
      "<|im_start|>assistant\n[B<|im_end|>]",
    ]);
  });

  it("has the same tokens to predict as the example, also where that is cut", () => {
    const whole = encodeExample(template, tokenizer, chat("Q", "A long answer"), 1000);
    const cut = encodeExample(template, tokenizer, chat("Q", "A long answer"), whole.tokens.length - 5);
    const alone = encodeWithoutQuestion(template, tokenizer, chat("Q", "A long answer"), cut);
    const targetsOf = ({ tokens, isTarget }: typeof alone) => [...tokens].filter((_, index) => isTarget[index] === 1);
    expect(targetsOf(alone)).toEqual(targetsOf(cut));
    expect(targetsOf(alone).length).toBeGreaterThan(5);
  });

  it("puts one token before code that fills a gap and before a better answer's like", () => {
    expect(parts({ id: "i", form: "infill", kind: "infill", prefix: "f(", suffix: ")", middle: "x" })[1]).toBe(
      "</s>[x</s>]",
    );
    const preference: Example = {
      id: "p",
      form: "preference",
      kind: "k",
      messages: [{ role: "user", content: "Q" }],
      chosen: "A",
      rejected: "B",
    };
    expect(parts(preference)[1]).toBe("<|im_start|>assistant\n[A<|im_end|>]");
  });
});
