import type { Chunk, FileContents, Reference } from "../../core/chunk.ts";
import type { Provenance } from "../../core/example.ts";
import { readCode } from "../code/readCode.ts";
import { grammarOf } from "../languages.ts";
import { readMarkdown } from "./readMarkdown.ts";

interface Cell {
  /** From 1, as a notebook shows them. */
  readonly number: number;
  readonly isCode: boolean;
  readonly source: string;
}

/** A cell in the text of the notebook. */
interface PlacedCell extends Cell {
  /** 1-based lines of its source. */
  readonly firstLine: number;
  readonly lastLine: number;
}

/**
 * A Jupyter notebook (nbformat 3 and 4) as Markdown with its code in fences; lines are those of this text, and titles
 * name the cell. Symbols, tests and references are read from the code cells, in the language of the kernel. Outputs are
 * left out: they are results, not what somebody wrote.
 *
 * @param path for the provenance only.
 */
export async function readNotebook(path: string, text: string): Promise<FileContents | { readonly reason: string }> {
  const notebook = parsed(text);
  if (notebook === undefined) return { reason: "not a Jupyter notebook: expected JSON with a list of cells" };
  const { cells, language } = notebook;
  if (cells.length === 0) return { reason: "a notebook without text" };
  const { markdown, placed } = asMarkdown(cells, language);
  const named = (source: Provenance): Provenance => ({ ...source, title: titleOf(source, placed) });
  const document = readMarkdown(path, markdown);
  const code = await readCells(path, placed, language);
  return {
    chunks: [...document.chunks, ...code.chunks]
      .map((chunk): Chunk => ({ ...chunk, source: named(chunk.source) }))
      .sort((left, right) => left.source.startLine - right.source.startLine),
    passages: document.passages.map((passage) => ({ ...passage, source: named(passage.source) })),
    references: code.references,
    codeLanguage: language,
    notes: ["read as Markdown, without the outputs of its cells; lines are those of the Markdown"],
  };
}

function parsed(text: string): { readonly cells: readonly Cell[]; readonly language: string } | undefined {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { cells, worksheets, metadata } = asRecord(notebook);
  const first: unknown = Array.isArray(worksheets) ? worksheets[0] : undefined;
  const list: unknown = cells ?? asRecord(first)["cells"];
  if (!Array.isArray(list)) return undefined;
  const { language_info: info, kernelspec } = asRecord(metadata);
  const language = asRecord(info)["name"] ?? asRecord(kernelspec)["language"];
  return {
    language: typeof language === "string" && /^[\w#+-]+$/.test(language) ? language.toLowerCase() : "python",
    cells: list.flatMap((cell: unknown, index): Cell[] => {
      const { cell_type: type, source, input } = asRecord(cell);
      const lines: unknown = source ?? input;
      const joined = Array.isArray(lines) ? lines.filter((line) => typeof line === "string").join("") : lines;
      if (typeof joined !== "string" || joined.trim() === "") return [];
      const normalized = joined.replace(/\r\n?/g, "\n").trimEnd();
      return [{ number: index + 1, isCode: type === "code", source: normalized }];
    }),
  };
}

function asMarkdown(cells: readonly Cell[], language: string): { markdown: string; placed: PlacedCell[] } {
  const lines: string[] = [];
  const placed = cells.map((cell): PlacedCell => {
    const source = cell.source.split("\n");
    const fence = "`".repeat(Math.max(3, ...[...cell.source.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length + 1)));
    if (cell.isCode) lines.push(fence + language);
    const firstLine = lines.length + 1;
    lines.push(...source);
    const lastLine = lines.length;
    if (cell.isCode) lines.push(fence);
    lines.push("");
    return { ...cell, firstLine, lastLine };
  });
  return { markdown: lines.join("\n"), placed };
}

async function readCells(
  path: string,
  cells: readonly PlacedCell[],
  language: string,
): Promise<Pick<FileContents, "chunks" | "references">> {
  const grammar = grammarOf(language);
  if (grammar === undefined) return { chunks: [], references: [] };
  const chunks: Chunk[] = [];
  const lines = new Map<string, number[]>();
  const declared = new Set<string>();
  for (const { isCode, source, firstLine } of cells) {
    if (!isCode) continue;
    // `%matplotlib inline` and `!pip install` are IPython's; as blank lines they leave the others where they are.
    const code = language === "python" ? source.replace(/^[ \t]*[%!?].*$/gm, "") : source;
    const read = await readCode(path, code, grammar);
    const moved = ({ source: place }: Chunk): Provenance => ({
      ...place,
      startLine: place.startLine + firstLine - 1,
      endLine: place.endLine + firstLine - 1,
    });
    chunks.push(...read.chunks.map((chunk): Chunk => ({ ...chunk, source: moved(chunk) })));
    for (const chunk of read.chunks) if (chunk.kind === "symbol") declared.add(chunk.symbol);
    for (const { name, lines: used } of read.references) {
      lines.set(name, [...(lines.get(name) ?? []), ...used.map((line) => line + firstLine - 1)]);
    }
  }
  const references = [...lines]
    .filter(([name]) => !declared.has(name))
    .map(([name, used]): Reference => ({ name, lines: used }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return { chunks, references };
}

/** `Loading > From disk, cell 3`. */
function titleOf({ title, startLine, endLine }: Provenance, cells: readonly PlacedCell[]): string {
  const within = cells.filter(({ firstLine, lastLine }) => firstLine - 1 <= endLine && lastLine + 1 >= startLine);
  const [first, last] = [within[0]?.number ?? 1, within.at(-1)?.number ?? 1];
  return [...(title === undefined ? [] : [title]), first === last ? `cell ${first}` : `cells ${first} to ${last}`].join(
    ", ",
  );
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
