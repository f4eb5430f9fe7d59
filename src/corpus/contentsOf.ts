import type { FileContents } from "../core/chunk.ts";
import type { FoundFile, Language } from "../core/foundFile.ts";
import { readCode } from "./code/readCode.ts";
import { readConfiguration } from "./documents/readConfiguration.ts";
import { readDocx } from "./documents/readDocx.ts";
import { readHtml } from "./documents/readHtml.ts";
import { readMarkdown } from "./documents/readMarkdown.ts";
import { readNotebook } from "./documents/readNotebook.ts";
import { readOutline } from "./documents/readOutline.ts";
import { readPdf } from "./documents/readPdf.ts";
import { asciidocHeadings, underlinedHeadings } from "./documents/textHeadings.ts";
import { languageOfText } from "./languages.ts";
import { indentBorders } from "./passages/indentBorders.ts";
import { passagesOf } from "./passages/passagesOf.ts";
import { longestLine, textOf } from "./textOf.ts";

/** What a file holds, with the language it turned out to be in. Or why it holds nothing that can be read. */
export type ContentsOrReason = (FileContents & { readonly language: string }) | { readonly reason: string };

/** From this length on, that a line is one passage is worth a note. */
const LONG_LINE_LENGTH = 5000;

/**
 * Chunks, passages and references of a file, by the reader for its kind.
 *
 * @param source the file's bytes, or the text of those that are text.
 */
export async function contentsOf(
  { path, language }: Pick<FoundFile, "path" | "language">,
  source: Uint8Array | string,
): Promise<ContentsOrReason> {
  const { reader, name } = language;
  if (reader === "pdf" || reader === "docx") {
    if (typeof source === "string")
      return { reason: `expected the bytes of a ${reader.toUpperCase()} file, found text` };
    const read = await (reader === "pdf" ? readPdf(path, source) : readDocx(path, source));
    return "reason" in read ? read : { ...read, language: name };
  }
  const isDocument = reader !== "code" && reader !== "plain-code" && reader !== "configuration";
  // Pictures in the outputs of a notebook are long lines of JSON.
  const decoded = typeof source === "string" ? { text: source, encoding: "utf-8" } : textOf(source, isDocument);
  if ("reason" in decoded) return decoded;
  const { text, encoding } = decoded;
  const actual = languageOfText(language, text);
  const read = await readAs(actual, path, text);
  if ("reason" in read) return read;
  const { codeLanguage = actual.name, ...contents } = read;
  const notes = [
    ...(read.notes ?? []),
    ...(encoding === "utf-8" ? [] : [`read as ${encoding}`]),
    ...(longestLine(text) > LONG_LINE_LENGTH ? ["a line is too long for a passage, and is one all the same"] : []),
  ];
  return { ...contents, language: codeLanguage, ...(notes.length === 0 ? {} : { notes }) };
}

async function readAs(
  language: Language,
  path: string,
  text: string,
): Promise<FileContents | { readonly reason: string }> {
  switch (language.reader) {
    case "code":
      return readCode(path, text, language.grammar);
    case "markdown":
      return readMarkdown(path, text);
    case "html":
      return readHtml(path, text);
    case "notebook":
      return readNotebook(path, text);
    case "configuration":
      return readConfiguration(path, text);
    case "asciidoc":
      return readOutline(path, text, asciidocHeadings(text.split("\n")));
    case "rst":
    case "text":
      return readOutline(path, text, underlinedHeadings(text.split("\n")));
    case "plain-code": {
      const lines = text.split("\n");
      return { chunks: [], passages: passagesOf(path, lines, indentBorders(lines)), references: [] };
    }
    case "pdf":
    case "docx":
      return { reason: "binary" };
  }
}
