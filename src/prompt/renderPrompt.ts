import type { Message } from "../core/example.ts";
import type { Tokenizer } from "../core/tokenizer.ts";
import type { ChatTemplate } from "./chatTemplate.ts";

/**
 * The text a model is given to answer `messages`: everything up to the answer's first character.
 * Throws UserError `template/refused`.
 */
export function renderPrompt(template: ChatTemplate, messages: readonly Message[]): string {
  const prompt = template.render(messages, { addGenerationPrompt: true });
  return prompt === template.render(messages) ? prompt + answerHeader(template, messages, prompt) : prompt;
}

/**
 * The tokens a model is given to answer `messages`, the beginning-of-sequence token exactly once: serving and
 * training both take their prompt from here.
 */
export function encodePrompt(template: ChatTemplate, tokenizer: Tokenizer, messages: readonly Message[]): Int32Array {
  return encodeStart(tokenizer, renderPrompt(template, messages));
}

/** The tokens of a text that starts a sequence, whether or not its template wrote the beginning-of-sequence token. */
export function encodeStart(tokenizer: Tokenizer, text: string): Int32Array {
  const tokens = tokenizer.encode(text, { special: true });
  const { bos, addBos } = tokenizer;
  return addBos && bos !== undefined && tokens[0] !== bos ? Int32Array.of(bos, ...tokens) : tokens;
}

/** Stands for an answer, to find what a template writes before one. */
const PROBE = "ANSWER";

/**
 * What a template without `add_generation_prompt` writes between the messages and an answer, such as
 * `<|im_start|>assistant\n`. White space alone stays with the answer: its first word's token includes it.
 */
function answerHeader(template: ChatTemplate, messages: readonly Message[], prompt: string): string {
  const answered = template.render([...messages, { role: "assistant", content: PROBE }]);
  if (!answered.startsWith(prompt)) return "";
  const header = answered.slice(prompt.length, answered.indexOf(PROBE, prompt.length));
  return header.trim() === "" ? "" : header;
}
