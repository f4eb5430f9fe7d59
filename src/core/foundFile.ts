/** The pure types of a file that was found and not yet read. */

/** A grammar of @vscode/tree-sitter-wasm. */
export type GrammarName =
  | "typescript"
  | "tsx"
  | "javascript"
  | "python"
  | "go"
  | "rust"
  | "java"
  | "cpp"
  | "c-sharp"
  | "php"
  | "ruby"
  | "bash"
  | "powershell"
  | "css";

/** What reads a file; see src/corpus/contentsOf.ts. `plain-code` is code for which there is no grammar. */
export type ReaderName =
  | "code"
  | "markdown"
  | "html"
  | "notebook"
  | "pdf"
  | "docx"
  | "rst"
  | "asciidoc"
  | "text"
  | "configuration"
  | "plain-code";

export type Language =
  | {
      readonly reader: "code";
      /** As a Markdown fence names it. */
      readonly name: string;
      readonly grammar: GrammarName;
    }
  | { readonly reader: Exclude<ReaderName, "code">; readonly name: string };

export interface FoundFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly absolutePath: string;
  readonly sizeBytes: number;
  /** When it was last written, in milliseconds since 1970. */
  readonly mtimeMs: number;
  /** By its name. */
  readonly language: Language;
}
