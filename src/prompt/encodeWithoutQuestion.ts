import type { Example, TokenizedExample } from "../core/example.ts";
import { promptOf } from "../core/exampleText.ts";
import type { Tokenizer } from "../core/tokenizer.ts";
import type { ChatTemplate } from "./chatTemplate.ts";
import { encodeStart, renderPrompt } from "./renderPrompt.ts";

/** An example of which the last answer alone is to be predicted, after all that comes before it. */
export function lastAnswerOnly({ id, tokens, isTarget }: TokenizedExample): TokenizedExample {
  const start = lastAnswerStart(isTarget);
  return { id, tokens, isTarget: isTarget.map((target, position) => (position < start ? 0 : target)) };
}

/**
 * The same answer, token for token, after nothing but what the template writes before any answer, such as
 * `<|im_start|>assistant\n`: what the model makes of it without the question. Texts and gaps in code stand alone.
 *
 * @param encoded of which the answer's tokens are taken, as far as they were not cut off.
 */
export function encodeWithoutQuestion(
  template: ChatTemplate,
  tokenizer: Tokenizer,
  example: Example,
  encoded: TokenizedExample,
): TokenizedExample {
  const answer = encoded.tokens.subarray(lastAnswerStart(encoded.isTarget));
  const header = encodeStart(tokenizer, headerOf(template, example));
  // Something must come before the first token, or nothing predicts it.
  const before = header.length > 0 ? header : Int32Array.from([tokenizer.bos ?? tokenizer.eos ?? 0]);
  return {
    id: encoded.id,
    tokens: Int32Array.of(...before, ...answer),
    isTarget: new Uint8Array(before.length + answer.length).fill(1, before.length),
  };
}

/** Where the last run of tokens to learn begins; the length where there is none. */
function lastAnswerStart(isTarget: Uint8Array): number {
  const last = isTarget.lastIndexOf(1);
  return last < 0 ? isTarget.length : isTarget.lastIndexOf(0, last) + 1;
}

/** What the template writes between the messages and an answer. */
function headerOf(template: ChatTemplate, example: Example): string {
  const messages = promptOf(example);
  if (messages.length === 0) return "";
  const [prompt, context] = [renderPrompt(template, messages), template.render(messages)];
  return prompt.startsWith(context) ? prompt.slice(context.length) : "";
}
