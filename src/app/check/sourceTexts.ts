import { readFile, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import type { Example, Provenance } from "../../core/example.ts";
import { hashOfLines } from "../../core/lineHash.ts";
import { languageOf } from "../../corpus/languages.ts";
import { harvestFiles } from "../harvest/harvestPool.ts";
import { type CitedText, type HarvestFiles, readOutTexts } from "./readOutTexts.ts";

/** A bigger file is none that people write. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Readers that take a text out of a file: what examples quote is that text. */
const READ_OUT: ReadonlySet<string> = new Set(["pdf", "docx", "notebook", "html"]);

/**
 * The lines that each example cites, as they are now; undefined where there are none: no source, no such file, or other
 * lines than those it was made of. Of a PDF, a Word document, a notebook and a page they are those of the text that is
 * read out of it.
 *
 * @param harvest defaults to processes of their own.
 */
export async function sourceTexts(
  root: string,
  examples: readonly Example[],
  signal?: AbortSignal,
  harvest: HarvestFiles = harvestFiles,
): Promise<(string | undefined)[]> {
  const paths = new Set(examples.flatMap(({ source }) => source?.path ?? []));
  const isReadOut = (path: string): boolean => READ_OUT.has(languageOf(path).reader);
  const byPath = new Map<string, CitedText>(await readOutTexts(root, [...paths].filter(isReadOut), harvest, signal));
  for (const path of paths) {
    if (isReadOut(path)) continue;
    signal?.throwIfAborted();
    const lines = await linesOf(root, path);
    byPath.set(path, (source) => lines && citedText(source, lines));
  }
  return examples.map(({ source }) => source && byPath.get(source.path)?.(source));
}

function citedText({ startLine, endLine, hash }: Provenance, lines: readonly string[]): string | undefined {
  const cited = lines.slice(startLine - 1, endLine);
  if (cited.length === 0 || (hash !== undefined && hashOfLines(cited) !== hash)) return undefined;
  return cited.join("\n");
}

async function linesOf(root: string, path: string): Promise<readonly string[] | undefined> {
  const absolute = resolve(join(root, path));
  const inside = relative(root, absolute);
  // A dataset comes from outside: it names no file outside the workspace.
  if (inside.startsWith("..") || isAbsolute(inside)) return undefined;
  try {
    const { size } = await stat(absolute);
    if (size > MAX_BYTES) return undefined;
    return (await readFile(absolute, "utf8"))
      .replace(/^\ufeff/, "")
      .replace(/\r\n?/g, "\n")
      .split("\n");
  } catch {
    // Deleted or unreadable: there is nothing to compare with.
    return undefined;
  }
}
