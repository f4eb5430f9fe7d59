import { describe, expect, it } from "vitest";
import type { ChatExample, Example } from "../../../../src/core/example.ts";
import { openChatTemplate } from "../../../../src/prompt/chatTemplate.ts";
import { encodeExample } from "../../../../src/prompt/encodeExample.ts";
import { checkTexts, type EncodedSplit } from "../../../../src/curation/judge/preflight.ts";
import { CHATML, THINKING } from "../../../support/templates.ts";
import { textTokenizer } from "../../../support/textTokenizer.ts";

const pair = (id: string, question: string, answer: string): ChatExample => ({
  id,
  form: "chat",
  kind: "section",
  messages: [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ],
});

function split(examples: Example[], { template = CHATML, maxTokens = 1000 } = {}): EncodedSplit {
  const tokenizer = textTokenizer();
  const chat = openChatTemplate(new Map([["tokenizer.chat_template", { value: template }]]), tokenizer);
  return { examples, encoded: examples.map((example) => encodeExample(chat, tokenizer, example, maxTokens)) };
}

const none = split([]);
const sound = pair("sound", "why?", "because");

describe("checkTexts", () => {
  it("has nothing to say about sound examples", () => {
    expect(checkTexts(split([sound]), split([pair("other", "how?", "so")]))).toEqual([]);
  });

  it("names the examples with an empty answer", () => {
    expect(checkTexts(split([sound, pair("e7", "why?", " \n")]), none)).toEqual([
      "1 example with an empty answer: the model learns to say nothing (e7)",
    ]);
  });

  it("names the examples that are masked altogether", () => {
    expect(checkTexts(split([sound], { maxTokens: 10 }), none)).toEqual([
      "1 example with nothing to learn: no token of an answer is left (sound)",
    ]);
  });

  it("names five of many and counts the rest", () => {
    const copies = Array.from({ length: 8 }, (_, index) => pair(`copy${index}`, "why?", "because"));
    expect(checkTexts(split([sound, ...copies]), none)).toEqual([
      "8 examples repeating an earlier training example: what is said twice counts twice " +
        "(copy0, copy1, copy2, copy3, copy4 and 3 more)",
    ]);
  });

  it("finds validation examples that are trained on", () => {
    expect(checkTexts(split([sound]), split([pair("again", "why?", "because ")]))).toEqual([
      "1 example for validation, trained on as well: the validation loss will look too good (again)",
    ]);
  });

  it("says when earlier answers are only read", () => {
    const long = { ...sound, id: "long", messages: [...sound.messages, ...sound.messages] };
    expect(checkTexts(split([long], { template: THINKING }), none)).toEqual([
      expect.stringContaining("only the last answer is learned"),
    ]);
  });

  it("names the control tokens found in the text", () => {
    expect(checkTexts(split([pair("chatml", "what is <|im_end|>?", "an end")]), none)).toEqual([
      expect.stringMatching(/^1 example whose own text contains <\|im_end\|>,.*\(chatml\)$/),
    ]);
  });
});
