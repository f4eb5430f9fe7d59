import type { SymbolKind } from "../../core/chunk.ts";

/** The XML of C#, the types in brackets of YARD, the comment-based help of PowerShell, the bare types of PHP. */
export type DocStyle = "xml" | "yard" | "help" | "phpdoc";

/** What the chunker must know of a grammar: names of node types, and where the language keeps its documentation. */
export interface GrammarRules {
  /** Node types that are symbols, and what they are. */
  readonly symbols: ReadonlyMap<string, SymbolKind>;
  /** Node types that only wrap others: a comment before them belongs to what they wrap. */
  readonly wrappers: ReadonlySet<string>;
  /** Node types that hold members: a class body, a namespace, the branches of an `#if`. */
  readonly bodies: ReadonlySet<string>;
  readonly comments: ReadonlySet<string>;
  /** May stand between a doc comment and what it documents. */
  readonly attributes: ReadonlySet<string>;
  /** Whether a comment documents what follows it. */
  readonly isDoc: (comment: string) => boolean;
  /** Python documents inside the body. */
  readonly hasDocstrings: boolean;
  /** How doc comments are written where it is not with `@param` and the like. */
  readonly docStyle?: DocStyle;
}

export const isBlockDoc = (comment: string): boolean => comment.startsWith("/**") && !comment.startsWith("/**/");

export const none: ReadonlySet<string> = new Set();
export const base = { attributes: none, hasDocstrings: false, comments: new Set(["comment"]) };
