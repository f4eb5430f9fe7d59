/** The pure types of a file that was found and not yet read. */

/** A grammar of @vscode/tree-sitter-wasm. */
export type GrammarName = "typescript" | "tsx" | "javascript" | "python" | "go" | "rust" | "java" | "cpp";

export type Language =
  | { readonly reader: "markdown"; readonly name: "markdown" }
  | {
      readonly reader: "code";
      /** As a Markdown fence names it. */
      readonly name: string;
      readonly grammar: GrammarName;
    };

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
