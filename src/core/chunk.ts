/** The pure types of a corpus: files cut into pieces that know where they come from. */
import type { Provenance } from "./example.ts";

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

export type Chunk = SectionChunk | SymbolChunk | FileDocChunk;

/** A file of the corpus with its chunks in the order of the file. */
export interface ChunkedFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  /** As a Markdown fence names it: `typescript`, `markdown`. */
  readonly language: string;
  readonly chunks: readonly Chunk[];
}

/** A file or folder left out, and why. */
export interface SkippedPath {
  /** Relative to the root, with forward slashes; a folder ends in a slash. */
  readonly path: string;
  readonly reason: string;
}
