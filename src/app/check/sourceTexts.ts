import { readFile, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import type { Example, Provenance } from "../../core/example.ts";
import { hashOfLines } from "../../core/lineHash.ts";

/** A bigger file is none that people write. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Their lines are those of the text that was read out of them, which is not at hand. */
const READ_OUT = /\.(?:pdf|docx|ipynb|html?)$/i;

/**
 * The lines that each example cites, as they are now; undefined where there are none: no source, no such file, or other
 * lines than those it was made of.
 */
export async function sourceTexts(
  root: string,
  examples: readonly Example[],
  signal?: AbortSignal,
): Promise<(string | undefined)[]> {
  const byPath = new Map<string, readonly string[] | undefined>();
  const texts: (string | undefined)[] = [];
  for (const { source } of examples) {
    if (source !== undefined && !byPath.has(source.path)) {
      signal?.throwIfAborted();
      byPath.set(source.path, await linesOf(root, source.path));
    }
    texts.push(source && citedText(source, byPath.get(source.path)));
  }
  return texts;
}

function citedText({ startLine, endLine, hash }: Provenance, lines: readonly string[] | undefined): string | undefined {
  const cited = lines?.slice(startLine - 1, endLine) ?? [];
  if (cited.length === 0 || (hash !== undefined && hashOfLines(cited) !== hash)) return undefined;
  return cited.join("\n");
}

async function linesOf(root: string, path: string): Promise<readonly string[] | undefined> {
  const absolute = resolve(join(root, path));
  const inside = relative(root, absolute);
  // A dataset comes from outside: it names no file outside the workspace.
  if (READ_OUT.test(path) || inside.startsWith("..") || isAbsolute(inside)) return undefined;
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
