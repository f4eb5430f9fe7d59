import type { Example } from "../../core/example.ts";
import { importedId } from "../exampleId.ts";
import { idIfAny, splitIn, provenanceOf, splitNamed } from "./fields.ts";
import type { MessageFields } from "./messageList.ts";
import { isRecord, mismatch } from "./mismatch.ts";
import { IMPORTED, ownExample } from "./parseRow.ts";
import type { Row, RowFormat } from "./rowFormat.ts";

/** The column in which rows of other formats carry what only we know of them. */
export const OWN_COLUMN = "espalier";
/** Where `extra` keeps what messages say besides who and what. */
export const FIELDS_KEY = "messageFields";
/** More would exhaust the stack of whoever writes the row again. */
const MAX_DEPTH = 64;

/**
 * A row of `format` as an example. Columns that the format gives no meaning stay in `extra`, and so does what messages
 * say besides who and what.
 *
 * @throws Mismatch
 */
export function exampleOfRow(format: RowFormat, row: unknown): Example {
  if (!isRecord(row)) throw mismatch("the row", row, "an object with named columns");
  if (isDeeper(row, MAX_DEPTH)) throw mismatch("nesting", "deeper", `at most ${MAX_DEPTH} levels`);
  if (format.name === "espalier") return ownExample(row);
  const { content, used, fields, rest } = format.read(row);
  const own = ownColumn(row[OWN_COLUMN]);
  const named = used.includes("split") ? undefined : splitNamed(row["split"]);
  const split = own.split ?? named;
  const taken = new Set([...used, OWN_COLUMN, ...(named === undefined ? [] : ["split"])]);
  const others = Object.fromEntries(Object.entries(row).filter(([key]) => !taken.has(key)));
  const extra = extraOf({ ...others, ...rest, ...own.extra }, fields);
  const kind = own.kind ?? IMPORTED;
  return {
    id: own.id ?? idIfAny(row["id"]) ?? importedId(kind, content),
    kind,
    ...(split === undefined ? {} : { split }),
    ...(own.cluster === undefined ? {} : { cluster: own.cluster }),
    ...content,
    ...(own.source === undefined ? {} : { source: own.source }),
    ...(own.ownSplit === undefined ? {} : { ownSplit: own.ownSplit }),
    ...(extra === undefined ? {} : { extra }),
  };
}

function ownColumn(
  own: unknown,
): Partial<Pick<Example, "id" | "kind" | "split" | "cluster" | "source" | "ownSplit" | "extra">> {
  if (own === undefined || own === null) return {};
  if (!isRecord(own)) throw mismatch(OWN_COLUMN, own, "an object");
  const { id, kind, split, cluster, source, ownSplit, extra } = own;
  const text = (name: string, value: unknown): string => {
    if (typeof value === "string" && value !== "") return value;
    throw mismatch(`${OWN_COLUMN}.${name}`, value, "a text that is not empty");
  };
  if (extra !== undefined && !isRecord(extra)) throw mismatch(`${OWN_COLUMN}.extra`, extra, "an object");
  return {
    ...(id === undefined ? {} : { id: text("id", id) }),
    ...(kind === undefined ? {} : { kind: text("kind", kind) }),
    ...(split === undefined ? {} : { split: splitIn(split) }),
    ...(cluster === undefined ? {} : { cluster: text("cluster", cluster) }),
    ...(source === undefined ? {} : { source: provenanceOf(source) }),
    ...(ownSplit === undefined ? {} : { ownSplit: splitIn(ownSplit) }),
    ...(extra === undefined ? {} : { extra }),
  };
}

function extraOf(columns: Row, fields: readonly MessageFields[] | undefined): Row | undefined {
  const extra = { ...columns, ...(fields && { [FIELDS_KEY]: fields }) };
  return Object.keys(extra).length === 0 ? undefined : extra;
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}
