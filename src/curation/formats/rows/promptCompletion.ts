import type { Message } from "../../../core/example.ts";
import { filledText, textIfAny } from "../fields.ts";
import { type MessageFields, type MessageList, readMessageList, requireAnswer } from "../messageList.ts";
import { Mismatch } from "../mismatch.ts";
import type { Row, RowContent, RowFormat } from "../rowFormat.ts";

/**
 * `{"prompt", "completion"}`, each a text or a list of messages, as TRL, MLX and OpenAI's older files have it
 * (https://huggingface.co/docs/trl/dataset_formats). A `system` column, as tables have it, comes before the prompt.
 */
export const promptCompletion: RowFormat = {
  name: "prompt-completion",
  description: "prompt and completion, texts or lists of messages, as TRL, MLX and OpenAI's older files have them",
  recognise: (row) => ("prompt" in row && "completion" in row ? "the columns prompt and completion" : undefined),
  read: readPromptCompletion,
  write(content, fields) {
    if (content.form !== "chat")
      return { unheld: `an example of the form ${content.form} has no prompt with a completion` };
    const { messages } = content;
    const [first, second] = messages;
    const isPair = messages.length === 2 && first?.role === "user" && second?.role === "assistant";
    if (isPair && fields === undefined) return { row: { prompt: first.content, completion: second.content } };
    if (messages.at(-1)?.role !== "assistant") return { unheld: "its last message is no answer" };
    const rows = messages.map((message, index) => ({ ...message, ...fields?.[index] }));
    return { row: { prompt: rows.slice(0, -1), completion: rows.slice(-1) } };
  },
};

/** @throws Mismatch */
export function readPromptCompletion(row: Row): RowContent {
  // TRL's unpaired preferences: https://huggingface.co/docs/trl/dataset_formats#unpaired-preference
  if (row["label"] === false) {
    throw new Mismatch("a completion that its label calls a bad one", "completions that are worth learning");
  }
  const prompt = promptFrom(row);
  const completion = messagesOr("completion", row["completion"], "assistant");
  const messages = [...prompt.messages, ...completion.messages];
  requireAnswer(completion.messages);
  const fields = joinedFields(prompt, completion);
  return {
    content: { form: "chat", messages },
    used: ["prompt", "completion", ...(prompt.usesSystem ? ["system"] : [])],
    ...(fields && { fields }),
  };
}

/** The `prompt` of a row with its `system`. @throws Mismatch */
export function promptFrom(row: Row): MessageList & { readonly usesSystem: boolean } {
  const prompt = messagesOr("prompt", row["prompt"], "user");
  const system = typeof row["prompt"] === "string" ? textIfAny("system", row["system"]) : undefined;
  if (system === undefined) return { ...prompt, usesSystem: false };
  return {
    messages: [{ role: "system", content: system }, ...prompt.messages],
    ...(prompt.fields && { fields: [null, ...prompt.fields] }),
    usesSystem: true,
  };
}

function messagesOr(name: string, value: unknown, role: Message["role"]): MessageList {
  if (name === "prompt" && Array.isArray(value) && value.length === 0) return { messages: [] };
  return Array.isArray(value)
    ? readMessageList(name, value)
    : { messages: [{ role, content: filledText(name, value) }] };
}

function joinedFields(prompt: MessageList, completion: MessageList): readonly MessageFields[] | undefined {
  if (prompt.fields === undefined && completion.fields === undefined) return undefined;
  const of = ({ messages, fields }: MessageList) => fields ?? messages.map(() => null);
  return [...of(prompt), ...of(completion)];
}
