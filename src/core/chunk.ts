/** The pure types of a corpus: files cut into pieces that know where they come from. */
import type { Provenance } from "./example.ts";
import type { Passage } from "./passage.ts";

/** What stands under one heading of a Markdown file, without its subsections. */
export interface SectionChunk {
  readonly kind: "section";
  readonly source: Provenance;
  /** From the title of the document down to the section's own heading; empty above the first heading. */
  readonly headings: readonly string[];
  /** Markdown, without the heading line. */
  readonly text: string;
}

export type SymbolKind =
  "function" | "method" | "class" | "interface" | "type" | "enum" | "constant" | "property" | "module";

/** One declaration in code. */
export interface SymbolChunk {
  readonly kind: "symbol";
  readonly source: Provenance;
  /** With what it belongs to: `Parser.parse`. */
  readonly symbol: string;
  readonly symbolKind: SymbolKind;
  /** Whether code outside the file, or outside the class, is meant to use it. */
  readonly isPublic: boolean;
  /** The declaration without its body, on one line where it fits; absent where none could be read. */
  readonly signature?: string;
  /** Its doc comment as Markdown, without comment marks. */
  readonly doc?: string;
  /** The declaration with its body, as it stands in the file. */
  readonly text: string;
}

/** The comment at the head of a code file, about the file as a whole. */
export interface FileDocChunk {
  readonly kind: "file-doc";
  readonly source: Provenance;
  /** Markdown, without comment marks. */
  readonly doc: string;
}

/** One test case of a test file: its titles say in words what the code does. */
export interface TestChunk {
  readonly kind: "test";
  readonly source: Provenance;
  /** From the outermost group down to the test's own title. */
  readonly titles: readonly string[];
  /** The test with its body, as it stands in the file. */
  readonly text: string;
}

export type Chunk = SectionChunk | SymbolChunk | FileDocChunk | TestChunk;

/** Where a name that the file does not declare is used in it. */
export interface Reference {
  readonly name: string;
  /** 1-based, ascending, each once. */
  readonly lines: readonly number[];
}

/** A file of the corpus with what was found in it, in the order of the file. */
export interface ChunkedFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  /** As a Markdown fence names it: `typescript`, `markdown`; `text` for what is no code. */
  readonly language: string;
  /** SHA-256 of its bytes, lower-case hexadecimal. */
  readonly hash: string;
  /** What proposers ask about. Chunks may lie within one another. */
  readonly chunks: readonly Chunk[];
  /** All of the file, in pieces. */
  readonly passages: readonly Passage[];
  /** Names used in code but declared elsewhere, sorted; empty for documents. */
  readonly references: readonly Reference[];
  /** What its owner should know about how it was read: what of it is no text, what was taken for what. Mostly absent. */
  readonly notes?: readonly string[];
}

/** What a reader finds in a file. */
export interface FileContents extends Pick<ChunkedFile, "chunks" | "passages" | "references" | "notes"> {
  /** Of its code, where the file's name does not tell it: that of a notebook's kernel. */
  readonly codeLanguage?: string;
}

/** What became of a file that was found. */
export type FileOutcome = { readonly outcome: "read"; readonly file: ChunkedFile } | SkippedFile;

export interface SkippedFile extends SkippedPath {
  readonly outcome: "skipped";
  /** Whether its bytes are the reason, so that it will be skipped until they change. Defaults to false. */
  readonly isOfBytes?: boolean;
}

/** A file or folder left out, and why. */
export interface SkippedPath {
  /** Relative to the root, with forward slashes; a folder ends in a slash. */
  readonly path: string;
  readonly reason: string;
}
