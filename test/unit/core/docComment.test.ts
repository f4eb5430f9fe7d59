import { describe, expect, it } from "vitest";
import { docCommentOf, docCommentSyntax } from "../../../src/core/docComment.ts";

function written(languageId: string, text: string, indent = "", width?: number): string[] {
  const syntax = docCommentSyntax(languageId);
  if (syntax === undefined) throw new Error(`no syntax of ${languageId}`);
  return docCommentOf(syntax, text, indent, width);
}

describe("a documentation comment", () => {
  it.each([
    ["typescript", ["  /** Prunes the tree. */"]],
    ["python", ['  """Prunes the tree."""']],
    ["rust", ["  /// Prunes the tree."]],
    ["go", ["  // Prunes the tree."]],
    ["shellscript", ["  # Prunes the tree."]],
    ["powershell", ["  <# Prunes the tree. #>"]],
    ["markdown", ["  <!-- Prunes the tree. -->"]],
  ])("of one line is written as %s writes it", (languageId, expected) => {
    expect(written(languageId, "Prunes the tree.", "  ")).toEqual(expected);
  });

  it("of several lines keeps them, and its indentation", () => {
    expect(written("java", "Prunes.\n\nTwice a year.", "\t")).toEqual([
      "\t/**",
      "\t * Prunes.",
      "\t *",
      "\t * Twice a year.",
      "\t */",
    ]);
  });

  it("breaks long lines between words", () => {
    const lines = written("typescript", "one two three four five six seven eight nine ten", "", 30);
    expect(lines).toEqual(["/**", " * one two three four five six", " * seven eight nine ten", " */"]);
  });

  it.each([
    ["typescript", "ends */ here", "*/"],
    ["python", 'ends """" here', '"""'],
    ["python", 'ends "here"', '"""'],
    ["markdown", "ends ---> here", "-->"],
    ["markdown", "ends --> here", "-->"],
    ["powershell", "ends #> here", "#>"],
  ])("cannot be ended by its text in %s", (languageId, text, ending) => {
    const lines = written(languageId, text).join("\n");
    expect(lines.split(ending).length - 1).toBe(ending === '"""' ? 2 : 1);
    expect(lines.endsWith(ending)).toBe(true);
  });

  it("means what it says in a string", () => {
    expect(written("python", "Reads C:\\users.")).toEqual(['"""Reads C:\\\\users."""']);
  });

  it("is unknown in a language that is unknown", () => {
    expect(docCommentSyntax("plaintext")).toBeUndefined();
  });
});
