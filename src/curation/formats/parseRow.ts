import { messageOf } from "../../base/errors.ts";
import type { Example, ExampleContent, Message, Provenance, Role, Split } from "../../core/example.ts";
import { importedId } from "../exampleId.ts";

export type ParsedRow =
  | { readonly example: Example }
  /** What the line holds, and what it should. */
  | { readonly found: string; readonly expected: string };

/** Kind of an example that came from elsewhere and names none. */
const IMPORTED = "imported";
const roles: ReadonlySet<unknown> = new Set<Role>(["system", "user", "assistant"]);
const splits: ReadonlySet<unknown> = new Set<Split>(["train", "validation", "test"]);

/** Thrown inside this file only, and caught in it. */
class Mismatch extends Error {
  constructor(
    readonly found: string,
    readonly expected: string,
  ) {
    super(`found ${found}, expected ${expected}`);
  }
}

/**
 * Reads one line of a dataset: an example of our own in any of its forms, an OpenAI row `{"messages": […]}`, or a row
 * with `prompt` and `completion`. Never throws.
 */
export function parseRow(line: string): ParsedRow {
  let row: unknown;
  try {
    row = JSON.parse(line) as unknown;
  } catch (error) {
    return { found: `${shown(line)} (${messageOf(error)})`, expected: "one JSON object" };
  }
  try {
    return { example: exampleOf(row) };
  } catch (error) {
    if (error instanceof Mismatch) return { found: error.found, expected: error.expected };
    throw error;
  }
}

function exampleOf(row: unknown): Example {
  if (!isRecord(row)) throw mismatch("the line", row, 'an object such as {"messages": […]}');
  const content = contentFrom(row);
  const kind = textOr(row, "kind", IMPORTED);
  const source = row["source"] === undefined ? undefined : provenanceOf(row["source"]);
  const { split } = row;
  if (split !== undefined && !isSplit(split)) throw mismatch("split", split, '"train", "validation" or "test"');
  const { cluster, extra } = row;
  if (cluster !== undefined && typeof cluster !== "string") throw mismatch("cluster", cluster, "a text");
  if (extra !== undefined && !isRecord(extra)) throw mismatch("extra", extra, "an object");
  return {
    id: textOr(row, "id", "") || importedId(kind, content),
    kind,
    ...(split === undefined ? {} : { split }),
    ...(cluster === undefined ? {} : { cluster }),
    ...content,
    ...(source === undefined ? {} : { source }),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** The form of a row shows in its keys. */
function contentFrom(row: Record<string, unknown>): ExampleContent {
  const { text, prefix, suffix, middle, chosen, rejected } = row;
  if (text !== undefined) return { form: "text", text: filledText("text", text) };
  if (middle !== undefined) {
    return {
      form: "infill",
      prefix: anyText("prefix", prefix),
      suffix: anyText("suffix", suffix),
      middle: filledText("middle", middle),
    };
  }
  if (chosen !== undefined || rejected !== undefined) {
    return {
      form: "preference",
      messages: promptFrom(row),
      chosen: filledText("chosen", chosen),
      rejected: filledText("rejected", rejected),
    };
  }
  return { form: "chat", messages: messagesOf(row) };
}

function promptFrom({ messages, prompt }: Record<string, unknown>): Message[] {
  if (messages === undefined) return [{ role: "user", content: filledText("prompt", prompt) }];
  const parsed = messageList(messages);
  if (parsed.at(-1)?.role === "user") return parsed;
  throw new Mismatch(`a last message of the role ${parsed.at(-1)?.role}`, "a user message before the two answers");
}

function messagesOf(row: Record<string, unknown>): Message[] {
  const { messages, prompt, completion } = row;
  if (messages === undefined && (prompt !== undefined || completion !== undefined)) {
    return [
      { role: "user", content: filledText("prompt", prompt) },
      { role: "assistant", content: filledText("completion", completion) },
    ];
  }
  if (messages === undefined) {
    throw new Mismatch(
      `the keys ${shown(Object.keys(row).join(", ") || "none")}`,
      '"messages", or "prompt" and "completion"',
    );
  }
  const parsed = messageList(messages);
  if (!parsed.some(({ role }) => role === "assistant")) {
    throw new Mismatch(
      `only the roles ${[...new Set(parsed.map(({ role }) => role))].join(", ")}`,
      "at least one assistant message, which is what is learned",
    );
  }
  return parsed;
}

function messageList(messages: unknown): Message[] {
  if (!Array.isArray(messages) || messages.length === 0) throw mismatch("messages", messages, "a list of messages");
  return messages.map((message: unknown, index) => messageFrom(`messages[${index}]`, message));
}

function messageFrom(name: string, message: unknown): Message {
  if (!isRecord(message)) throw mismatch(name, message, 'an object with "role" and "content"');
  const { role, content } = message;
  // What newer OpenAI files call the system message.
  const ours = role === "developer" ? "system" : role;
  if (!isRole(ours)) throw mismatch(`${name}.role`, role, '"system", "user" or "assistant"');
  const text = textFrom(`${name}.content`, content);
  if (ours === "assistant" && text.trim() === "")
    throw mismatch(`${name}.content`, content, "a text that is not empty");
  return { role: ours, content: text };
}

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

function provenanceOf(source: unknown): Provenance {
  if (!isRecord(source)) throw mismatch("source", source, "an object");
  const { path, startLine, endLine, title, hash } = source;
  if (typeof path !== "string") throw mismatch("source.path", path, "a text");
  if (!isLine(startLine)) throw mismatch("source.startLine", startLine, "a line number from 1");
  if (!isLine(endLine)) throw mismatch("source.endLine", endLine, "a line number from 1");
  if (title !== undefined && typeof title !== "string") throw mismatch("source.title", title, "a text");
  if (hash !== undefined && typeof hash !== "string") throw mismatch("source.hash", hash, "a text");
  return {
    path,
    startLine,
    endLine,
    ...(title === undefined ? {} : { title }),
    ...(hash === undefined ? {} : { hash }),
  };
}

function textOr(row: Record<string, unknown>, key: string, otherwise: string): string {
  const value = row[key];
  if (value === undefined || value === null) return otherwise;
  // Ids of other tools are often numbers.
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") throw mismatch(key, value, "a text");
  return value;
}

function anyText(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw mismatch(name, value, "a text");
}

function filledText(name: string, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw mismatch(name, value, "a text that is not empty");
}

function mismatch(name: string, value: unknown, expected: string): Mismatch {
  const found = value === undefined ? `no ${name}` : `${shown(outline(value))} as ${name}`;
  return new Mismatch(found, `${expected} there`);
}

/** A parsed value as JSON, but no deeper than shows: what is nested a hundred thousand deep would exhaust the stack. */
function outline(value: unknown, depth = 3): string {
  if (Array.isArray(value)) {
    if (depth === 0) return "[…]";
    return `[${value
      .slice(0, 4)
      .map((item: unknown) => outline(item, depth - 1))
      .join(",")}]`;
  }
  if (!isRecord(value)) return JSON.stringify(value);
  if (depth === 0) return "{…}";
  const entries = Object.entries(value).slice(0, 4);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${outline(item, depth - 1)}`).join(",")}}`;
}

/** A value short enough for one line of a message. */
function shown(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRole(value: unknown): value is Role {
  return roles.has(value);
}

function isSplit(value: unknown): value is Split {
  return splits.has(value);
}

function isLine(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1;
}
