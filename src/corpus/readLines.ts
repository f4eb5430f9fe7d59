import type { FoundFile } from "../core/foundFile.ts";
import { contentsOf } from "./contentsOf.ts";
import { readBytes } from "./readBytes.ts";
import { readText } from "./readText.ts";

/**
 * The lines that the provenance of a file's passages counts: those of the file, or of what is read out of it. Undefined
 * where it cannot be read. Throws only when aborted.
 */
export async function readLines(
  { path, absolutePath, language }: Pick<FoundFile, "path" | "absolutePath" | "language">,
  signal?: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (!isReadOut(language.reader)) {
    const decoded = await readText(absolutePath, signal);
    return "reason" in decoded ? undefined : decoded.text.split("\n");
  }
  const read = await readBytes(absolutePath, signal);
  if ("reason" in read) return undefined;
  const contents = await contentsOf({ path, language }, read.bytes);
  if ("reason" in contents) return undefined;
  // Between passages there is nothing but blank lines.
  const lines: string[] = [];
  for (const { source, text } of contents.passages) {
    while (lines.length < source.startLine - 1) lines.push("");
    lines.push(...text.split("\n"));
  }
  return lines;
}

/** Whether what a file says is not the text that its bytes are. */
export const isReadOut = (reader: FoundFile["language"]["reader"]): boolean =>
  reader === "pdf" || reader === "docx" || reader === "notebook";
