import { messageOf } from "../../base/errors.ts";
import type { Example, ExampleContent } from "../../core/example.ts";
import { importedId } from "../exampleId.ts";
import { anyText, filledText, splitIn, provenanceOf } from "./fields.ts";
import { isRecord, Mismatch, mismatch, shown, shownKeys } from "./mismatch.ts";
import { readOpenAi } from "./rows/openAi.ts";
import { readPreference } from "./rows/preference.ts";
import { readPromptCompletion } from "./rows/promptCompletion.ts";

export type ParsedRow =
  | { readonly example: Example }
  /** What the line holds, and what it should. */
  | { readonly found: string; readonly expected: string };

/** Kind of an example that came from elsewhere and names none. */
export const IMPORTED = "imported";

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
  return described(() => ownExample(row));
}

/** The example that `read` reads, or what is wrong with its row. */
export function described(read: () => Example): ParsedRow {
  try {
    return { example: read() };
  } catch (error) {
    if (error instanceof Mismatch) return { found: error.found, expected: error.expected };
    throw error;
  }
}

/** @throws Mismatch */
export function ownExample(row: unknown): Example {
  if (!isRecord(row)) throw mismatch("the line", row, 'an object such as {"messages": […]}');
  const content = contentFrom(row);
  const kind = textOr(row, "kind", IMPORTED);
  const source = row["source"] === undefined ? undefined : provenanceOf(row["source"]);
  const split = row["split"] === undefined ? undefined : splitIn(row["split"]);
  const brought = row["ownSplit"] === undefined ? undefined : splitIn(row["ownSplit"]);
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
    ...(brought === undefined ? {} : { ownSplit: brought }),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** The form of a row shows in its keys. */
function contentFrom(row: Record<string, unknown>): ExampleContent {
  const { text, prefix, suffix, middle, messages, prompt, completion } = row;
  if (text !== undefined) return { form: "text", text: filledText("text", text) };
  if (middle !== undefined) {
    return {
      form: "infill",
      prefix: anyText("prefix", prefix),
      suffix: anyText("suffix", suffix),
      middle: filledText("middle", middle),
    };
  }
  if (row["chosen"] !== undefined || row["rejected"] !== undefined) return readPreference(row).content;
  if (messages !== undefined) return readOpenAi(row).content;
  if (prompt !== undefined || completion !== undefined) return readPromptCompletion(row).content;
  throw new Mismatch(shownKeys(row), '"messages", or "prompt" and "completion"');
}

function textOr(row: Record<string, unknown>, key: string, otherwise: string): string {
  const value = row[key];
  if (value === undefined || value === null) return otherwise;
  // Ids of other tools are often numbers.
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") throw mismatch(key, value, "a text");
  return value;
}
