import type { Message, Role } from "../../core/example.ts";
import { isRecord, Mismatch, mismatch } from "./mismatch.ts";

/** What a message says besides who and what (`name`, `weight`, `tool_calls`), or null where it says no more. */
export type MessageFields = Readonly<Record<string, unknown>> | null;

export interface MessageList {
  readonly messages: readonly Message[];
  /** One for each message; absent where no message says more than who and what. */
  readonly fields?: readonly MessageFields[];
}

/** The names of the roles in OpenAI's files, in ShareGPT's, and of the assistants whose talks were shared there. */
const ROLES: Readonly<Record<string, Role>> = {
  system: "system",
  developer: "system",
  user: "user",
  human: "user",
  assistant: "assistant",
  gpt: "assistant",
  chatgpt: "assistant",
  bing: "assistant",
  bard: "assistant",
  model: "assistant",
};

/**
 * Reads messages as `{role, content}` or `{from, value}`. A content may be a list of parts of which all are texts.
 *
 * @throws Mismatch
 */
export function readMessageList(name: string, list: unknown): MessageList {
  if (!Array.isArray(list) || list.length === 0) throw mismatch(name, list, "a list of messages");
  const read = list.map((message: unknown, index) => readMessage(`${name}[${index}]`, message));
  const fields = read.map(({ rest }) => rest);
  return {
    messages: read.map(({ message }) => message),
    ...(fields.some((rest) => rest !== null) && { fields }),
  };
}

/** @throws Mismatch where there is nothing to learn. */
export function requireAnswer(messages: readonly Message[]): void {
  if (messages.some(({ role }) => role === "assistant")) return;
  throw new Mismatch(
    `only the roles ${[...new Set(messages.map(({ role }) => role))].join(", ")}`,
    "at least one assistant message, which is what is learned",
  );
}

function readMessage(name: string, value: unknown): { message: Message; rest: MessageFields } {
  if (!isRecord(value)) throw mismatch(name, value, 'an object with "role" and "content"');
  const [roleKey, contentKey] = "role" in value || !("from" in value) ? ["role", "content"] : ["from", "value"];
  const { [roleKey]: spoken, [contentKey]: content, ...others } = value;
  const role = typeof spoken === "string" && Object.hasOwn(ROLES, spoken) ? ROLES[spoken] : undefined;
  if (role === undefined) throw mismatch(`${name}.${roleKey}`, spoken, '"system", "user" or "assistant"');
  const place = `${name}.${contentKey}`;
  // OpenAI writes no content, null, or an empty text beside a call.
  if (role === "assistant" && (content ?? "") === "" && callsTools(others)) {
    throw new Mismatch(`a call of tools and no text as ${place}`, "an answer in words, which is what is learned");
  }
  const text = textFrom(place, content);
  if (role === "assistant" && text.trim() === "") throw mismatch(place, content, "a text that is not empty");
  // The one role whose name tells more than ours does.
  const rest = spoken === "developer" ? { role: spoken, ...others } : others;
  return { message: { role, content: text }, rest: Object.keys(rest).length === 0 ? null : rest };
}

const callsTools = ({ tool_calls: calls, function_call: call }: Readonly<Record<string, unknown>>): boolean =>
  (Array.isArray(calls) && calls.length > 0) || isRecord(call);

/** OpenAI writes a content as a text, or as a list of parts of which only texts can be learned here. */
function textFrom(name: string, content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) throw mismatch(name, content, "a text");
  return content
    .map((part: unknown, index) => {
      if (isRecord(part) && part["type"] === "text" && typeof part["text"] === "string") return part["text"];
      throw mismatch(`${name}[${index}]`, part, 'a part {"type": "text", "text": …}');
    })
    .join("");
}
