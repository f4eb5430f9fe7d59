import type { ChunkedFile, SectionChunk } from "../../core/chunk.ts";
import type { DocumentedOption } from "./documentedOption.ts";
import { helpLines } from "./helpLines.ts";
import { isSignpost } from "./readableSection.ts";
import { linesWithin, provenanceOf } from "./sourceLines.ts";

const nameHeader =
  /^(?:\w+ )?(options?|names?|flags?|keys?|settings?|propert(?:y|ies)|props?|parameters?|params?|fields?|variables?|env(?:ironment)?(?: vars?| variables?)?|arguments?|args?|commands?|attributes?|switch(?:es)?|methods?|rules?|scripts?|events?)(?: names?)?$/i;
const textHeader =
  /^(descriptions?|desc|meaning|details?|purpose|does|do|what.*|effect|explanation|for|usage|use|summary|behaviou?r)$/i;
const defaultHeader = /^defaults?(?: values?)?$/i;
const typeHeader = /^(?:value )?types?$/i;
const rule = /^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** Options that a document describes in tables (GFM) or as the help text of a program. */
export function optionTables(file: ChunkedFile, lines: readonly string[]): DocumentedOption[] {
  return file.chunks.flatMap((chunk): DocumentedOption[] => {
    if (chunk.kind !== "section" || chunk.headings.some(isSignpost)) return [];
    return [...tablesIn(chunk, lines), ...helpLines(chunk, lines)];
  });
}

function tablesIn({ source, headings }: SectionChunk, lines: readonly string[]): DocumentedOption[] {
  const held = linesWithin(lines, source);
  const context = headings.at(-1);
  const options: DocumentedOption[] = [];
  for (let index = 1; index < held.length; index++) {
    const ruleLine = held[index] ?? "";
    if (!rule.test(ruleLine) || !ruleLine.includes("|") || !(held[index - 1] ?? "").includes("|")) continue;
    const header = cellsOf(held[index - 1] ?? "");
    let end = index + 1;
    while (end < held.length && (held[end] ?? "").includes("|")) end += 1;
    const rows = held.slice(index + 1, end).map(cellsOf);
    const columns = columnsOf(header, rows, context ?? "");
    if (columns === undefined) continue;
    for (const [offset, row] of rows.entries()) {
      const line = source.startLine + index + 1 + offset;
      const option = optionOf(row, columns);
      if (option === undefined) continue;
      const own = provenanceOf(source.path, lines, [line, line], [...headings, option.name].join(" > "));
      options.push({ ...option, noun: columns.noun, ...(context === undefined ? {} : { context }), source: own });
    }
    index = end;
  }
  return options;
}

interface Columns {
  readonly name: number;
  readonly text: number;
  readonly defaultValue: number;
  readonly type: number;
  readonly noun: string;
}

function columnsOf(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  heading: string,
): Columns | undefined {
  const named = header.findIndex((cell) => nameHeader.test(cell));
  const name = named < 0 ? 0 : named;
  const isCode = rows.filter((row) => /^`[^`]+`/.test(row[name] ?? "")).length >= rows.length * 0.8;
  if (rows.length === 0 || (named < 0 && !isCode)) return undefined;
  const text = header.findIndex((cell, index) => index !== name && textHeader.test(cell));
  // What no header says must be a table of two columns.
  const other = text >= 0 ? text : header.length === 2 ? 1 - name : -1;
  if (other < 0 || other === name) return undefined;
  return {
    name,
    text: other,
    defaultValue: header.findIndex((cell) => defaultHeader.test(cell)),
    type: header.findIndex((cell) => typeHeader.test(cell)),
    noun: nounOf(header[name] ?? "", heading),
  };
}

/** "Option name" -> option; "ENV" -> environment variable; what names nothing is an entry. */
function nounOf(header: string, heading: string): string {
  const word = header
    .toLowerCase()
    .replace(/ names?$/, "")
    .trim();
  if (/^env/.test(word)) return "environment variable";
  // The table under "Environment Variables" has a column "Name".
  if (/^(names?|)$/.test(word) && nameHeader.test(heading) && !/^names?$/i.test(heading)) return nounOf(heading, "");
  if (/^[A-Z]{2,}$/.test(header) || /^(names?|)$/.test(word) || !/^[a-z ]{2,20}$/.test(word)) return "entry";
  const singular = word
    .replace(/ies$/, "y")
    .replace(/(switch)es$/, "$1")
    .replace(/(?<!s)s$/, "");
  const spelled: Readonly<Record<string, string>> = { param: "parameter", arg: "argument", prop: "property" };
  return spelled[singular] ?? singular;
}

function optionOf(row: readonly string[], columns: Columns): Omit<DocumentedOption, "noun" | "source"> | undefined {
  const name = nameIn(row[columns.name] ?? "");
  const text = row[columns.text] ?? "";
  if (name === undefined || text === "") return undefined;
  const defaultValue = valueIn(row[columns.defaultValue]);
  const type = valueIn(row[columns.type]);
  return {
    name,
    text,
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(type === undefined ? {} : { type }),
  };
}

/** `-o` beside `--out` is another name of it. */
const shortName = /^-\w\b/;

/** None where a cell lists several things: what is said of all of them is not what the first one does. */
function nameIn(cell: string): string | undefined {
  const listed = /^`[^`]+`(?:\s*(?:,|\/|&|\band\b|\bor\b)\s*(?:and\s+|or\s+)?`[^`]+`)+/.exec(cell)?.[0] ?? "";
  const long = [...listed.matchAll(/`([^`]+)`/g)].filter(([, name = ""]) => !shortName.test(name));
  if (long.length > 1) return undefined;
  const name = (
    /^[*_~]*`([^`]+)`/.exec(cell)?.[1] ?? cell.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1").replace(/[*_`]/g, "")
  ).trim();
  return name === "" || name.length > 60 || /^[-–—]+$/.test(name) ? undefined : name.replaceAll("\\|", "|");
}

function valueIn(cell: string | undefined): string | undefined {
  const value = (cell ?? "")
    .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replace(/^`([^`]*)`$/, "$1")
    .replaceAll("\\|", "|")
    .trim();
  return value === "" || value.length > 80 || /^([-–—]+|n\/?a|none|\*)$/i.test(value) || value.includes("`")
    ? undefined
    : value;
}

/** The cells of a row; a bar in code or behind a backslash is none. */
function cellsOf(line: string): string[] {
  const cells: string[] = [""];
  let isCode = false;
  const inner = line.replace(/^[ \t>]*\|?/, "").replace(/(?<!\\)\|?[ \t]*$/, "");
  for (let index = 0; index < inner.length; index++) {
    const character = inner.charAt(index);
    if (character === "`") isCode = !isCode;
    if (character === "|" && !isCode && inner.charAt(index - 1) !== "\\") cells.push("");
    else cells[cells.length - 1] = (cells.at(-1) ?? "") + character;
  }
  return cells.map((cell) => cell.trim());
}
