import type { EncodedExample } from "../core/encodedExample.ts";
import type { ChatExample, Example, Message } from "../core/example.ts";
import type { Tokenizer } from "../core/tokenizer.ts";
import type { ChatTemplate } from "./chatTemplate.ts";
import { templateErrors } from "./errors.ts";
import { encodeInfill, encodeText } from "./encodeRaw.ts";
import { controlTextOf } from "./controlText.ts";
import { encodeStart, renderPrompt } from "./renderPrompt.ts";

/**
 * The tokens of an example and which of them the model must produce: of a conversation every answer with its
 * end-of-turn token, of a preference the better answer, of raw text all of it, of code with a gap what fills it.
 * What the template puts before an answer on its own (a default system prompt, role headers) is read, not learned;
 * what it puts between the generation prompt and the answer is learned, because nobody else writes it when the model
 * is served. Whether an empty `<think>` block is the one or the other depends on the template's variables.
 *
 * Each prompt and each answer is tokenized by itself. The first prompt is therefore token for token what serving
 * sends; tokenized in one piece, a prompt's last token could merge with the answer's first. Later prompts start
 * after an end-of-turn token, where tokenizers never merge, so the history agrees as well, except for an answer
 * that begins with white space which merges with the line break before it.
 *
 * Messages after the last answer are left out. An example longer than `maxTokens` loses its end.
 * Throws UserError `template/no-answer`, `template/refused`, or `template/prefix` when the template does not continue
 * the prompt that serving would send.
 */
export function encodeExample(
  template: ChatTemplate,
  tokenizer: Tokenizer,
  example: Example,
  maxTokens: number,
): EncodedExample {
  const whole = encodeWhole(template, tokenizer, example);
  return {
    ...whole,
    tokens: whole.tokens.slice(0, maxTokens),
    isTarget: whole.isTarget.slice(0, maxTokens),
    truncatedTokens: Math.max(0, whole.tokens.length - maxTokens),
  };
}

type WholeExample = Omit<EncodedExample, "truncatedTokens">;

function encodeWhole(template: ChatTemplate, tokenizer: Tokenizer, example: Example): WholeExample {
  switch (example.form) {
    case "chat":
      return encodeChat(template, tokenizer, example);
    case "preference":
      return encodeChat(template, tokenizer, {
        form: "chat",
        id: example.id,
        kind: example.kind,
        messages: [...example.messages, { role: "assistant", content: example.chosen }],
      });
    case "text":
      return encodeText(tokenizer, example);
    case "infill":
      return encodeInfill(tokenizer, example);
  }
}

function encodeChat(template: ChatTemplate, tokenizer: Tokenizer, example: ChatExample): WholeExample {
  const lastAnswer = example.messages.findLastIndex(isAnswer);
  if (lastAnswer < 0) throw templateErrors.noAnswer(example.id);
  const messages = example.messages.slice(0, lastAnswer + 1);
  const text = template.render(messages);

  const tokens: number[] = [];
  const isTarget: number[] = [];
  const append = (piece: Int32Array, target: 0 | 1): void => {
    for (const token of piece) {
      // Nothing precedes the first token, so nothing can predict it.
      isTarget.push(tokens.length === 0 ? 0 : target);
      tokens.push(token);
    }
  };

  let done = 0;
  let untrainedAnswers = 0;
  for (const [index, message] of messages.entries()) {
    if (!isAnswer(message)) continue;
    const prompt = renderPrompt(template, messages.slice(0, index));
    const answered = index === lastAnswer ? text : template.render(messages.slice(0, index + 1));
    if (!answered.startsWith(prompt) || !text.startsWith(answered)) {
      if (index === lastAnswer) throw prefixError(template, example, prompt, text);
      untrainedAnswers++;
      continue;
    }
    const context = text.slice(done, prompt.length);
    append(done === 0 ? encodeStart(tokenizer, context) : encodeOn(tokenizer, context), 0);
    const answer = encodeAnswer(tokenizer, answered.slice(prompt.length));
    append(answer.tokens, 1);
    if (!answer.ends && index === lastAnswer && tokenizer.eos !== undefined) append(Int32Array.of(tokenizer.eos), 1);
    done = prompt.length + answer.length;
  }

  return {
    id: example.id,
    tokens: Int32Array.from(tokens),
    isTarget: Uint8Array.from(isTarget),
    untrainedAnswers,
    controlText: controlTextOf(
      tokenizer,
      messages.map(({ content }) => content),
    ),
  };
}

const isAnswer = (message: Message): boolean => message.role === "assistant";

const encodeOn = (tokenizer: Tokenizer, text: string): Int32Array =>
  tokenizer.encode(text, { special: true, continues: true });

/**
 * What the model must produce of `text`, which starts with an answer: up to its last end-of-turn token, all of it
 * when there is none. `length` in characters of `text`.
 */
function encodeAnswer(tokenizer: Tokenizer, text: string): { tokens: Int32Array; length: number; ends: boolean } {
  const tokens = encodeOn(tokenizer, text);
  const last = tokens.findLastIndex((token) => tokenizer.isEndOfGeneration(token));
  const end = tokens[last];
  if (end === undefined) return { tokens, length: text.length, ends: false };
  const name = tokenizer.tokenText(end);
  return { tokens: tokens.slice(0, last + 1), length: text.lastIndexOf(name) + name.length, ends: true };
}

/** Characters shown around the place where two texts part. */
const EXCERPT = 40;

function prefixError(template: ChatTemplate, example: Example, prompt: string, text: string) {
  let parting = 0;
  while (parting < prompt.length && prompt[parting] === text[parting]) parting++;
  const excerpt = (whole: string): string => whole.slice(Math.max(0, parting - EXCERPT / 2), parting + EXCERPT / 2);
  return templateErrors.prefix(template.name, example.id, excerpt(prompt), excerpt(text));
}
