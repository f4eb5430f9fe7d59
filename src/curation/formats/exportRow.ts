import { isDeepStrictEqual } from "node:util";
import type { Example } from "../../core/example.ts";
import { contentOf } from "../../core/exampleText.ts";
import { rowOf } from "./jsonl.ts";
import { exampleOfRow, FIELDS_KEY, OWN_COLUMN } from "./exampleOfRow.ts";
import type { ExportFormat } from "./exportFormat.ts";
import { rowOfCells } from "./files/tableRows.ts";
import type { MessageFields } from "./messageList.ts";
import { isRecord } from "./mismatch.ts";
import { described } from "./parseRow.ts";
import type { Row, RowFormat } from "./rowFormat.ts";
import { USUAL_COLUMN_NAMES } from "./rows/columns.ts";
import { ANSWER_FIELDS_KEY } from "./rows/preference.ts";

/** A row that, read again, gives the very example; or why the format cannot hold it. */
export type ExportedRow = { readonly row: Row } | { readonly unheld: string };

/** Columns that mean something to one format or another: what an example brought under such a name goes elsewhere. */
const RESERVED: ReadonlySet<string> = new Set([
  ...USUAL_COLUMN_NAMES,
  ...[
    "conversation",
    "history",
    "label",
    "split",
    "prefix",
    "suffix",
    "middle",
    OWN_COLUMN,
    FIELDS_KEY,
    ANSWER_FIELDS_KEY,
  ],
]);

/**
 * Writes an example as a row and reads the row again: what is not the same example then is not held. What messages say
 * besides who and what, and columns that the example brought, stay where their tool looks for them, as far as they can.
 *
 * @param withProvenance adds a column `espalier` with id, kind, source, split and cluster, and what fits nowhere else.
 */
export function exportRow(target: ExportFormat, example: Example, withProvenance: boolean): ExportedRow {
  const format = target.rowsOf(example.form);
  if (format === undefined) return { unheld: `an example of the form ${example.form} has no place in ${target.name}` };
  if (format.name === "espalier") return { row: ownRow(example, withProvenance) };
  if (format.write === undefined) throw new RangeError(`${format.name} is only read`);
  if (target.container === "documents") return documentRow(example);
  const { [FIELDS_KEY]: kept, ...columns } = example.extra ?? {};
  const fields = fieldsOf(example, kept);
  const extra = fields === undefined && kept !== undefined ? { ...columns, [FIELDS_KEY]: kept } : columns;
  const apart = Object.fromEntries(Object.entries(extra).filter(([key]) => RESERVED.has(key)));
  const beside = Object.fromEntries(Object.entries(extra).filter(([key]) => !RESERVED.has(key)));
  const keptFields = fields && { [FIELDS_KEY]: fields };
  // The nicer for other tools, the earlier.
  const attempts: readonly Attempt[] = withProvenance
    ? [
        { ...(fields && { fields }), beside, apart },
        { beside, apart: { ...apart, ...keptFields } },
        { beside: {}, apart: { ...extra, ...keptFields } },
      ]
    : [{ ...(fields && { fields }), beside: extra, apart: {} }];
  let reason = "";
  for (const attempt of attempts) {
    const result = attemptRow(target, format, example, attempt, withProvenance);
    if ("row" in result) return result;
    reason = result.unheld;
  }
  return { unheld: reason };
}

interface Attempt {
  readonly fields?: readonly MessageFields[];
  /** Columns of their own. */
  readonly beside: Row;
  /** Inside our column. */
  readonly apart: Row;
}

function attemptRow(
  target: ExportFormat,
  format: RowFormat,
  example: Example,
  { fields, beside, apart }: Attempt,
  withProvenance: boolean,
): ExportedRow {
  const content = contentOf(example);
  const written = format.write?.(content, fields);
  if (written === undefined || "unheld" in written) return written ?? { unheld: "" };
  const row = {
    ...beside,
    ...(target.container === "table" ? tableRow(written.row) : written.row),
    ...(withProvenance && { [OWN_COLUMN]: provenanceColumn(example, apart) }),
  };
  if (target.container === "table") {
    const problem = cellProblem(row);
    if (problem !== undefined) return { unheld: problem };
  }
  const again = described(() => exampleOfRow(format, readAgain(target, row)));
  if (!("example" in again)) return { unheld: `read again: found ${again.found}, expected ${again.expected}` };
  const [before, after] = [asJson(example), again.example];
  if (!isDeepStrictEqual(asJson(contentOf(after)), asJson(content)))
    return { unheld: "read again, it would have other texts" };
  if (!isDeepStrictEqual(after.extra, before.extra)) {
    const names = Object.keys(example.extra ?? {}).join(", ");
    return { unheld: `not all of its other columns have a place (${names})` };
  }
  if (withProvenance && !isDeepStrictEqual(asJson(after), before))
    return { unheld: "read again, it would be another example" };
  return { row };
}

const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const readAgain = (target: ExportFormat, row: Row): unknown =>
  target.container === "table" ? rowOfCells(Object.keys(row), Object.values(row).map(cellOf)) : asJson(row);

function ownRow(example: Example, withProvenance: boolean): Row {
  const row = JSON.parse(rowOf(example)) as Row;
  if (withProvenance) return row;
  const ours = new Set(["id", "kind", "split", "cluster", "source", "ownSplit"]);
  return Object.fromEntries(Object.entries(row).filter(([key]) => !ours.has(key)));
}

function provenanceColumn({ id, kind, split, cluster, source, ownSplit }: Example, extra: Row): Row {
  return {
    id,
    kind,
    ...(split && { split }),
    ...(cluster !== undefined && { cluster }),
    ...(source && { source }),
    ...(ownSplit && { ownSplit }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

/** The kept fields of messages, where they are as many as the messages and none says who or what. */
function fieldsOf(example: Example, kept: unknown): readonly MessageFields[] | undefined {
  if (
    (example.form !== "chat" && example.form !== "preference") ||
    !Array.isArray(kept) ||
    kept.length !== example.messages.length
  )
    return undefined;
  const fields: MessageFields[] = [];
  for (const [index, each] of (kept as unknown[]).entries()) {
    if (each !== null && !isRecord(each)) return undefined;
    const role = each?.["role"];
    const mayStand = role === undefined || (role === "developer" && example.messages[index]?.role === "system");
    if (each && (!mayStand || "content" in each || "from" in each || "value" in each)) return undefined;
    fields.push(each);
  }
  return fields;
}

/** A table has no lists: one system text, one question, one answer. */
function tableRow(row: Row): Row {
  const { prompt, completion, chosen, rejected } = row;
  if (!Array.isArray(prompt)) return row;
  const [first, ...rest] = prompt as { role: string; content: string }[];
  const question = first?.role === "system" && rest.length === 1 ? rest[0] : rest.length === 0 ? first : undefined;
  // Lists that no cell can hold: `cellProblem` says so.
  if (question?.role !== "user") return row;
  const answer = (list: unknown) => (Array.isArray(list) ? (list as { content: string }[])[0]?.content : undefined);
  return {
    ...(question === first ? {} : { system: first?.content }),
    prompt: question.content,
    ...(completion === undefined
      ? { chosen: answer(chosen), rejected: answer(rejected) }
      : { completion: answer(completion) }),
  };
}

/** A value as a cell; ours is JSON, and so escaped. */
export const cellOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function cellProblem(row: Row): string | undefined {
  for (const [column, value] of Object.entries(row)) {
    if (column !== column.trim() || column === "")
      return `the column name ${JSON.stringify(column)} has no place in a table`;
    if (column === OWN_COLUMN) continue;
    if (typeof value !== "string") {
      return Array.isArray(value) && (column === "prompt" || column === "completion")
        ? "several turns have no place in a table"
        : `the column ${column} holds no text, which is all a table can hold`;
    }
    const problem = textProblem(column) ?? textProblem(value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** What a file of UTF-8 text cannot hold, or what would make it look like no text. */
function textProblem(text: string): string | undefined {
  if (/\p{Cs}/u.test(text)) return "half a surrogate pair, which UTF-8 cannot hold";
  return text.includes("\0") ? "a NUL character, which no text file may hold" : undefined;
}

function documentRow(example: Example): ExportedRow {
  if (example.form !== "text") return { unheld: `an example of the form ${example.form} is no document` };
  const problem =
    textProblem(example.text) ??
    (example.text.startsWith("\ufeff") ? "a byte order mark, which is lost on reading" : undefined);
  if (problem !== undefined) return { unheld: problem };
  if (Object.keys(example.extra ?? {}).length > 0) return { unheld: "other columns have no place in plain text" };
  return { row: { text: example.text } };
}
