import type { FileContents, FileOutcome } from "../core/chunk.ts";
import type { FoundFile } from "../core/foundFile.ts";
import { readCode } from "./code/readCode.ts";
import { readMarkdown } from "./documents/readMarkdown.ts";
import { readText } from "./readText.ts";

/** Reads a file and cuts it into chunks and passages; or says why not. @throws the signal's reason. */
export async function chunkFile(file: FoundFile, signal?: AbortSignal): Promise<FileOutcome> {
  const { path, language } = file;
  const read = await readText(file.absolutePath, signal);
  if ("reason" in read) return { outcome: "skipped", path, reason: read.reason };
  return {
    outcome: "read",
    file: { path, language: language.name, hash: read.hash, ...(await contentsOf(file, read.text)) },
  };
}

/** Chunks, passages and references of a file that is read already. */
export async function contentsOf(
  { path, language }: Pick<FoundFile, "path" | "language">,
  text: string,
): Promise<FileContents> {
  switch (language.reader) {
    case "code":
      return readCode(path, text, language.grammar);
    case "markdown":
      return readMarkdown(path, text);
  }
}
