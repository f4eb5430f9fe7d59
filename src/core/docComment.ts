/** How languages write a documentation comment, by the editor's language ids. */
export interface DocCommentSyntax {
  /** Before the first line; absent where each line stands for itself. */
  readonly open?: string;
  /** Before each line. */
  readonly line: string;
  readonly close?: string;
  /** `inside`: the first thing in the body of what it documents. */
  readonly place: "above" | "inside";
  /** Writes what would end it, or mean something in it, so that it does not. */
  readonly harmless?: (text: string) => string;
}

const STAR: DocCommentSyntax = {
  open: "/**",
  line: " * ",
  close: " */",
  place: "above",
  harmless: (text) => text.replaceAll("*/", "*\\/"),
};
const lines = (line: string): DocCommentSyntax => ({ line, place: "above" });
const MARKUP: DocCommentSyntax = {
  open: "<!--",
  line: "",
  close: "-->",
  place: "above",
  harmless: (text) => text.replace(/--(?=!?>)/g, "- -"),
};

/** A string, in which a backslash means something and a quote may stand beside the closing ones. */
const PYTHON: DocCommentSyntax = {
  open: '"""',
  line: "",
  close: '"""',
  place: "inside",
  harmless: (text) => text.replaceAll("\\", "\\\\").replace(/"{3,}|"+$/g, (run) => '\\"'.repeat(run.length)),
};

const SYNTAXES: readonly (readonly [syntax: DocCommentSyntax, languageIds: string])[] = [
  [
    STAR,
    "javascript javascriptreact typescript typescriptreact java php c cpp objective-c objective-cpp cuda-cpp css " +
      "scss less kotlin scala groovy vue svelte jsonc solidity verilog",
  ],
  [PYTHON, "python"],
  [lines("/// "), "rust csharp swift dart fsharp zig"],
  [lines("// "), "go proto proto3 hlsl glsl wgsl"],
  [
    lines("# "),
    "ruby shellscript perl r yaml dockercompose dockerfile makefile cmake toml properties ini coffeescript elixir " +
      "julia nim nix graphql terraform tcl",
  ],
  [lines("-- "), "sql lua haskell ada vhdl elm"],
  [lines(";; "), "clojure lisp scheme racket"],
  [lines("%% "), "erlang latex tex matlab prolog"],
  [lines("''' "), "vb"],
  [
    { open: "<#", line: "", close: "#>", place: "above", harmless: (text) => text.replaceAll("#>", "# >") },
    "powershell",
  ],
  [MARKUP, "markdown html xml xsl mdx"],
];

const byLanguage = new Map(SYNTAXES.flatMap(([syntax, ids]) => ids.split(" ").map((id) => [id, syntax] as const)));

/** Undefined for a language whose comments are not known. */
export const docCommentSyntax = (languageId: string): DocCommentSyntax | undefined => byLanguage.get(languageId);

/**
 * A text as a documentation comment, line by line, in lines of at most `width` characters where its words allow.
 *
 * @param indent before each line.
 */
export function docCommentOf(syntax: DocCommentSyntax, text: string, indent: string, width = 100): string[] {
  const safe = syntax.harmless?.(text.trim()) ?? text.trim();
  const room = Math.max(20, width - indent.length - syntax.line.length);
  const body = safe.split(/\r?\n/).flatMap((line) => wrapped(line, room));
  const lineOf = (line: string) => `${indent}${syntax.line}${line}`.trimEnd();
  const { open, close } = syntax;
  if (open === undefined || close === undefined) return body.map(lineOf);
  if (body.length === 1) {
    const gap = syntax.place === "inside" ? "" : " ";
    const one = `${indent}${open}${gap}${body[0] ?? ""}${gap}${close.trim()}`;
    if (one.length <= width) return [one];
  }
  return [indent + open, ...body.map(lineOf), indent + close];
}

function wrapped(line: string, room: number): string[] {
  const rows: string[] = [];
  let row = "";
  for (const word of line.trimEnd().split(" ")) {
    if (row !== "" && row.length + 1 + word.length > room) {
      rows.push(row);
      row = word;
    } else {
      row = row === "" ? word : `${row} ${word}`;
    }
  }
  return [...rows, row];
}
