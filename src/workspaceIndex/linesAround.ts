import type { Chunk } from "../core/chunk.ts";
import type { AskedLines } from "../core/groundedAnswer.ts";
import { contentsOf } from "../corpus/contentsOf.ts";
import { languageOf } from "../corpus/languages.ts";

/**
 * The innermost symbol or section of a text that holds a line: what a question there is about, in a language that no
 * extension of the editor knows, or does not know yet. Undefined where there is none.
 *
 * @param path relative to the workspace: it says what language the text is in.
 * @param line 1-based.
 */
export async function linesAround(path: string, text: string, line: number): Promise<AskedLines | undefined> {
  const contents = await contentsOf({ path, language: languageOf(path) }, text);
  if ("reason" in contents) return undefined;
  const chunk = contents.chunks.reduce<Chunk | undefined>(
    (best, each) => (titleOf(each) !== undefined && holds(each, line) && isWithin(each, best) ? each : best),
    undefined,
  );
  if (chunk === undefined) return undefined;
  const { startLine, endLine } = chunk.source;
  const held = text.split("\n").slice(startLine - 1, endLine);
  return { path, startLine, endLine, title: titleOf(chunk), text: held.join("\n") };
}

const holds = ({ source }: Chunk, line: number): boolean => source.startLine <= line && line <= source.endLine;

const isWithin = ({ source }: Chunk, other: Chunk | undefined): boolean =>
  other === undefined || (other.source.startLine <= source.startLine && source.endLine <= other.source.endLine);

/** Of what can be asked about; a property is asked about with what it belongs to. */
function titleOf(chunk: Chunk): string | undefined {
  switch (chunk.kind) {
    case "section":
      return chunk.headings.at(-1);
    case "symbol":
      return chunk.symbolKind === "property" || chunk.symbolKind === "module" ? undefined : chunk.symbol;
    case "test":
      return chunk.titles.at(-1);
    case "file-doc":
      return undefined;
  }
}
