import { UserError } from "../../base/errors.ts";
import type { Message, Role } from "../../core/example.ts";
import type { GenerateOptions } from "../../core/generation.ts";

/** What a body of `/v1/chat/completions` asks for. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly options: GenerateOptions;
  readonly isStreamed: boolean;
  /** Whether a stream ends with the tokens that were used. */
  readonly includesUsage: boolean;
}

const MAX_MESSAGES = 1000;
const MAX_STOPS = 4;
const MAX_INPUTS = 2048;
const DEFAULT_MAX_TOKENS = 512;
const MAX_MAX_TOKENS = 1 << 20;
/** `developer` is what newer clients call `system`. */
const ROLES: Readonly<Record<string, Role>> = {
  system: "system",
  developer: "system",
  user: "user",
  assistant: "assistant",
};

type Fields = Readonly<Record<string, unknown>>;

/** @throws UserError `serve/request` that names the field, what it is and what it may be. */
export function readChatRequest(body: unknown): ChatRequest {
  const fields = fieldsOf(body, "the body");
  if ((fields.n ?? 1) !== 1) throw wrong("n", fields.n, "1");
  return {
    model: text(fields, "model"),
    messages: list(fields.messages, "messages", MAX_MESSAGES).map(messageOf),
    options: {
      maxTokens:
        number(fields, "max_completion_tokens", 1, MAX_MAX_TOKENS, true) ??
        number(fields, "max_tokens", 1, MAX_MAX_TOKENS, true) ??
        DEFAULT_MAX_TOKENS,
      temperature: number(fields, "temperature", 0, 2) ?? 0,
      topP: number(fields, "top_p", 0, 1),
      seed: number(fields, "seed", 0, 2 ** 32 - 1, true),
      stop: stopsOf(fields.stop),
    },
    isStreamed: flag(fields, "stream"),
    includesUsage: flag(fieldsOf(fields.stream_options ?? {}, "stream_options"), "include_usage"),
  };
}

export interface EmbeddingRequest {
  readonly model: string;
  readonly inputs: readonly string[];
  /** Little-endian float32 as base64, as the official client asks for by itself; else numbers. */
  readonly isBase64: boolean;
}

/** @throws UserError `serve/request`. */
export function readEmbeddingRequest(body: unknown): EmbeddingRequest {
  const fields = fieldsOf(body, "the body");
  const { input, encoding_format: format = "float" } = fields;
  if (format !== "float" && format !== "base64") throw wrong("encoding_format", format, "float or base64");
  const inputs = typeof input === "string" ? [input] : list(input, "input", MAX_INPUTS);
  const texts = inputs.map((each, index) => {
    if (typeof each === "string") return each;
    throw wrong(`input[${index}]`, each, "a text");
  });
  return { model: text(fields, "model"), inputs: texts, isBase64: format === "base64" };
}

function messageOf(value: unknown, index: number): Message {
  const name = `messages[${index}]`;
  const fields = fieldsOf(value, name);
  const role = typeof fields.role === "string" && Object.hasOwn(ROLES, fields.role) ? ROLES[fields.role] : undefined;
  if (role === undefined) throw wrong(`${name}.role`, fields.role, Object.keys(ROLES).join(", "));
  if (typeof fields.content === "string") return { role, content: fields.content };
  const parts = list(fields.content, `${name}.content`, MAX_MESSAGES).map((part, position) => {
    const { type, text: content } = fieldsOf(part, `${name}.content[${position}]`);
    if (type === "text" && typeof content === "string") return content;
    throw wrong(`${name}.content[${position}].type`, type, "text");
  });
  return { role, content: parts.join("\n") };
}

function stopsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const stops = typeof value === "string" ? [value] : list(value, "stop", MAX_STOPS);
  return stops.map((stop) => {
    if (typeof stop === "string" && stop !== "") return stop;
    throw wrong("stop", stop, "texts");
  });
}

function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrong(name, value, "an object");
}

function list(value: unknown, name: string, longest: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw wrong(name, value, "a list that is not empty");
  if (value.length > longest) throw wrong(name, `${value.length} entries`, `at most ${longest}`);
  return value;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string") return value;
  throw wrong(name, value, "a text");
}

function flag(fields: Fields, name: string): boolean {
  const value = fields[name] ?? false;
  if (typeof value === "boolean") return value;
  throw wrong(name, value, "true or false");
}

function number(fields: Fields, name: string, low: number, high: number, isWhole = false): number | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === "number" && value >= low && value <= high && (!isWhole || Number.isInteger(value))) return value;
  throw wrong(name, value, `a ${isWhole ? "whole " : ""}number from ${low} to ${high}`);
}

const wrong = (name: string, found: unknown, expected: string): UserError =>
  new UserError(
    "serve/request",
    `${name} is ${(JSON.stringify(found) ?? "absent").slice(0, 80)}; expected ${expected}`,
    "Send what OpenAI's API reference describes.",
  );
