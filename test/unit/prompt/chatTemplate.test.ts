import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import type { Message } from "../../../src/core/example.ts";
import { openChatTemplate, templatesOf, type ChatTemplateOptions } from "../../../src/prompt/chatTemplate.ts";
import { CHATML, LLAMA3, MISTRAL } from "../../support/templates.ts";
import { textTokenizer } from "../../support/textTokenizer.ts";

const metadataOf = (templates: Record<string, unknown>) =>
  new Map(Object.entries(templates).map(([key, value]) => [`tokenizer.${key}`, { value }]));

const open = (source: string, options?: ChatTemplateOptions) =>
  openChatTemplate(metadataOf({ chat_template: source }), textTokenizer({ bos: "<s>" }), options);

const ask: Message[] = [{ role: "user", content: "hello" }];

const errorOf = (run: () => unknown): UserError => {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("openChatTemplate", () => {
  it("renders the model's own template with its default system prompt", () => {
    expect(open(CHATML).render(ask)).toBe(
      "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nhello<|im_end|>\n",
    );
  });

  it("ends where the answer begins when a generation prompt is asked for", () => {
    expect(open(CHATML).render(ask, { addGenerationPrompt: true })).toMatch(/<\|im_start\|>assistant\n$/);
  });

  it("gives the template the names of the model's control tokens", () => {
    const answered = open(MISTRAL).render([...ask, { role: "assistant", content: "yes" }]);
    expect(answered).toBe("<s>[INST] hello [/INST] yes</s>");
  });

  it("tells a template that asks for the date the day it was given", () => {
    const template = open(LLAMA3, { now: new Date(2026, 10, 2) });
    expect(template.render(ask)).toContain("Today Date: 02 Nov 2026\n");
  });

  it("passes further variables on", () => {
    expect(open("{{ tone }}", { variables: { tone: "dry" } }).render(ask)).toBe("dry");
  });

  it("lets no variable replace the messages", () => {
    expect(open("{{ messages[0].content }}", { variables: { messages: [] } }).render(ask)).toBe("hello");
  });

  it("chooses a variant by name", () => {
    const metadata = metadataOf({ chat_template: "default", "chat_template.rag": "with documents" });
    expect(openChatTemplate(metadata, textTokenizer(), { variant: "rag" }).render(ask)).toBe("with documents");
    expect([...templatesOf(metadata).keys()]).toEqual(["default", "rag"]);
  });

  it("names the variants there are when the one asked for is missing", () => {
    const error = errorOf(() => open(CHATML, { variant: "rag" }));
    expect(error.code).toBe("template/variant");
    expect(error.message).toContain("default");
  });

  it("refuses a model without a template unless the plain format is asked for", () => {
    expect(errorOf(() => openChatTemplate(new Map(), textTokenizer())).code).toBe("template/missing");
    const plain = openChatTemplate(new Map(), textTokenizer(), { variant: "plain" });
    expect(plain.render(ask, { addGenerationPrompt: true })).toBe("### Instruction:\nhello\n\n### Response:\n");
    expect(plain.render([...ask, { role: "assistant", content: "yes" }])).toBe(
      "### Instruction:\nhello\n\n### Response:\nyes</s>\n\n",
    );
  });

  it("reports a template that is no Jinja", () => {
    expect(errorOf(() => open("{% for %}")).code).toBe("template/syntax");
  });

  it("hands on why a template refuses messages", () => {
    const error = errorOf(() => open(MISTRAL).render([{ role: "system", content: "be kind" }]));
    expect(error.code).toBe("template/refused");
    expect(error.message).toContain("roles must alternate user/assistant");
  });

  it("refuses a template that would fill the memory", () => {
    const error = errorOf(() => open("{% for i in range(1000000000) %}x{% endfor %}").render(ask));
    expect(error.message).toContain("1000000000 items");
  });
});
