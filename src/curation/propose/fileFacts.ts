import type { ChunkedFile, SymbolChunk, SymbolKind } from "../../core/chunk.ts";
import type { Provenance } from "../../core/example.ts";
import { hashOfLines } from "../../core/lineHash.ts";
import { type ImportedName, importsOf, type ReexportedName } from "./imports.ts";
import { quoteFinder } from "./normalize.ts";
import { isTestPath } from "./pathKinds.ts";
import { signatureQuotes } from "./quotedCode.ts";
import { linesOf, linesWithin, provenanceOf } from "./sourceLines.ts";
import { type Snippet, snippetAt } from "./snippet.ts";

/** What other files may want to know of a file: small, and plain data, so that it can be kept and sent. */
export interface FileFacts {
  readonly path: string;
  readonly language: string;
  readonly isTest: boolean;
  /** Its public symbols, in the order of the file. */
  readonly declarations: readonly Declaration[];
  /** Names that it uses and does not declare. */
  readonly uses: readonly NameUse[];
  readonly imports: readonly ImportedName[];
  readonly reexports: readonly ReexportedName[];
}

export interface Declaration {
  /** With what it belongs to: `Parser.parse`. */
  readonly symbol: string;
  readonly symbolKind: SymbolKind;
  /** Only where it stands in the lines of `source`. */
  readonly signature?: string;
  /** Of the declaration itself, without its doc comment. */
  readonly source: Provenance;
}

export interface NameUse {
  readonly name: string;
  /** The first lines it is used in, without imports and exports; at most `MAX_LINES`. */
  readonly lines: readonly number[];
  /** Whether there are more. */
  readonly hasMore: boolean;
  /** The use that shows best how it is done, with the hash of its lines. */
  readonly snippet?: Snippet & Required<Pick<Provenance, "hash">>;
}

const MAX_LINES = 3;
/** A file that uses more foreign names is a table of contents, not a use of anything. */
const MAX_NAMES = 400;
const MAX_DECLARATIONS = 500;

/** The facts of one file. Pure, like a proposer. */
export function factsOf(file: ChunkedFile): FileFacts {
  const lines = linesOf(file);
  const { imports, reexports, importLines } = importsOf(lines, file.language);
  return {
    path: file.path,
    language: file.language,
    isTest: isTestPath(file.path),
    declarations: file.chunks
      .filter((chunk): chunk is SymbolChunk => chunk.kind === "symbol" && chunk.isPublic && chunk.symbol !== "default")
      .slice(0, MAX_DECLARATIONS)
      .map((chunk) => declarationOf(chunk, lines)),
    uses: file.references.slice(0, MAX_NAMES).flatMap(({ name, lines: all }) => {
      const used = all.filter((line) => !importLines.has(line));
      return used.length === 0 ? [] : [useOf(name, used, lines)];
    }),
    imports,
    reexports,
  };
}

function declarationOf({ symbol, symbolKind, signature, source, text }: SymbolChunk, lines: readonly string[]) {
  // The chunk begins with its doc comment, its text with the declaration.
  const startLine = Math.max(source.startLine, source.endLine - text.split("\n").length + 1);
  const own = provenanceOf(source.path, lines, [startLine, source.endLine], source.title);
  const isThere =
    signature !== undefined && signatureQuotes(signature).every(quoteFinder(linesWithin(lines, own), "code"));
  return { symbol, symbolKind, ...(isThere ? { signature } : {}), source: own };
}

function useOf(name: string, used: readonly number[], lines: readonly string[]): NameUse {
  const snippet = used.map((line) => snippetAt(lines, line, name)).find((found) => found !== undefined);
  return {
    name,
    lines: used.slice(0, MAX_LINES),
    hasMore: used.length > MAX_LINES,
    ...(snippet === undefined ? {} : { snippet: { ...snippet, hash: hashOfLines(linesWithin(lines, snippet)) } }),
  };
}
