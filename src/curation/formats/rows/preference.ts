import type { Message } from "../../../core/example.ts";
import { filledText } from "../fields.ts";
import { type MessageFields, type MessageList, readMessageList } from "../messageList.ts";
import { Mismatch, mismatch } from "../mismatch.ts";
import type { Row, RowContent, RowFormat } from "../rowFormat.ts";
import { promptFrom } from "./promptCompletion.ts";

/**
 * `{"prompt", "chosen", "rejected"}`, texts or lists of messages, or without a prompt where both answers begin with it
 * (https://huggingface.co/docs/trl/dataset_formats#preference).
 */
export const preference: RowFormat = {
  name: "preference",
  description: "a better and a worse answer, as TRL's preference data: prompt, chosen, rejected",
  recognise: (row) => ("chosen" in row && "rejected" in row ? "the columns chosen and rejected" : undefined),
  read: readPreference,
  write(content, fields) {
    if (content.form !== "preference") return { unheld: `an example of the form ${content.form} has no worse answer` };
    const answer = (text: string) => [{ role: "assistant", content: text }];
    return {
      row: {
        prompt: content.messages.map(({ role, content: text }, index) => ({ role, content: text, ...fields?.[index] })),
        chosen: answer(content.chosen),
        rejected: answer(content.rejected),
      },
    };
  },
};

/** Where `extra` keeps what the two answers say besides who and what. */
export const ANSWER_FIELDS_KEY = "answerFields";

/** @throws Mismatch */
export function readPreference(row: Row): RowContent {
  const { prompt, chosen, rejected, used, rest } = preferenceOf(row);
  const { messages, fields } = prompt;
  if (chosen === rejected) throw new Mismatch("the same text as chosen and rejected", "two answers that differ");
  if (messages.at(-1)?.role !== "user") {
    throw new Mismatch(
      messages.length === 0 ? "no prompt" : `a last message of the role ${messages.at(-1)?.role}`,
      "a user message before the two answers",
    );
  }
  return {
    content: { form: "preference", messages, chosen, rejected },
    used,
    ...(fields && { fields }),
    ...(rest && { rest }),
  };
}

interface Preference {
  readonly prompt: MessageList;
  readonly chosen: string;
  readonly rejected: string;
  readonly used: readonly string[];
  readonly rest?: Row;
}

function preferenceOf(row: Row): Preference {
  const { messages, prompt, chosen, rejected } = row;
  const answers = ["chosen", "rejected"];
  const [better, worse] = [answered("chosen", chosen), answered("rejected", rejected)];
  if (!isSame(better.prompt.messages, worse.prompt.messages)) {
    throw new Mismatch("two conversations that differ before their last answers", "the same prompt for both answers");
  }
  const rest = better.fields || worse.fields ? { chosen: better.fields, rejected: worse.fields } : undefined;
  const texts = {
    chosen: better.answer,
    rejected: worse.answer,
    ...(rest && { rest: { [ANSWER_FIELDS_KEY]: rest } }),
  };
  const isRepeated = better.prompt.messages.length > 0;
  // Our own rows. Others keep the better conversation there a second time.
  if (messages !== undefined && prompt === undefined && !isRepeated) {
    return { ...texts, prompt: readMessageList("messages", messages), used: ["messages", ...answers] };
  }
  if (prompt === undefined && isRepeated) return { ...texts, prompt: better.prompt, used: answers };
  if (prompt === undefined && typeof chosen === "string" && typeof rejected === "string") {
    return { ...withoutPrompt(chosen, rejected), used: answers };
  }
  const explicit = promptFrom(row);
  const used = ["prompt", ...answers, ...(explicit.usesSystem ? ["system"] : [])];
  if (!isRepeated) return { ...texts, prompt: explicit, used };
  // Some files repeat the prompt in front of both answers, and some of those shorten it to its last question.
  const isAgain =
    isSame(better.prompt.messages, explicit.messages) ||
    isSame(better.prompt.messages.slice(-1), explicit.messages.slice(-1));
  if (isAgain) return { ...texts, prompt: better.prompt, used };
  throw new Mismatch("a prompt that is not the one before the answers", "the same prompt in both places");
}

interface Answered {
  readonly prompt: MessageList;
  readonly answer: string;
  readonly fields: MessageFields;
}

/** A text is an answer; a list is one with what comes before it. */
function answered(name: string, value: unknown): Answered {
  if (!Array.isArray(value)) return { prompt: { messages: [] }, answer: filledText(name, value), fields: null };
  const { messages, fields } = readMessageList(name, value);
  const last = messages.at(-1);
  if (last?.role !== "assistant") throw mismatch(name, value, "a conversation that ends with an answer");
  const before = fields?.slice(0, -1);
  return {
    prompt: { messages: messages.slice(0, -1), ...(before?.some((each) => each !== null) && { fields: before }) },
    answer: last.content,
    fields: fields?.at(-1) ?? null,
  };
}

/** What both texts begin with is the prompt, up to the last space before they part, as TRL cuts them (`extract_prompt`). */
function withoutPrompt(chosen: string, rejected: string): Omit<Preference, "used"> {
  let parting = 0;
  while (parting < Math.min(chosen.length, rejected.length) && chosen[parting] === rejected[parting]) parting += 1;
  if (chosen[parting - 1] === " " || isHighSurrogate(chosen, parting - 1)) parting -= 1;
  const prompt = chosen.slice(0, parting);
  return {
    prompt: { messages: [{ role: "user", content: filledText("prompt", prompt === "" ? undefined : prompt) }] },
    chosen: filledText("chosen", chosen.slice(parting)),
    rejected: filledText("rejected", rejected.slice(parting)),
  };
}

const isHighSurrogate = (text: string, index: number): boolean => /[\ud800-\udbff]/.test(text[index] ?? "");

const isSame = (left: readonly Message[], right: readonly Message[]): boolean =>
  left.length === right.length &&
  left.every(({ role, content }, index) => role === right[index]?.role && content === right[index].content);
