import type { Node } from "web-tree-sitter";
import type { GrammarRules } from "../code/grammarRules.ts";
import { asTags } from "./docStyles.ts";
import { renderSections } from "./docstringSections.ts";
import { renderTags } from "./docTags.ts";
import { reflow } from "./reflow.ts";

/** What a linter, compiler or lawyer is told says nothing about the code. */
const notDocumentation =
  /^(eslint|prettier|jshint|global\b|istanbul|c8 |v8 |@ts-|@type\b[^\n]*$|@license|@preserve|biome-|noqa|frozen_string_literal|encoding:|coding:|-\*-|rubocop|shellcheck|typed:|pylint|mypy|type:|nolint|clang-format|NOLINT|todo\b|fixme\b|xxx\b|hack\b)/i;
const legal = /\b(copyright|licen[sc]ed? under|SPDX-License|all rights reserved|permission is hereby granted)\b/i;

/**
 * The text of the comments above a declaration as Markdown: without comment marks, its tags as sentences and lists.
 * Undefined where they document nothing.
 */
export function docTextOf(
  comments: readonly Node[],
  { isDoc, docStyle }: Pick<GrammarRules, "isDoc" | "docStyle">,
): string | undefined {
  const texts = comments.map((comment) => comment.text).filter(isDoc);
  return readable(asTags(texts.map(withoutMarks).join("\n"), docStyle));
}

/** The docstring of a Python function, class or module as Markdown, or undefined. */
export function docstringOf(node: Node): string | undefined {
  const body = node.childForFieldName("body") ?? node;
  const first = body.namedChildren.find((child) => child.type !== "comment");
  const literal = first?.type === "expression_statement" ? first.namedChildren[0] : first;
  if (literal?.type !== "string") return undefined;
  const text = literal.text.replace(/^[a-zA-Z]*("""|'''|"|')/, "").replace(/("""|'''|"|')$/, "");
  // As Python's inspect.cleandoc: the first line stands on its own.
  const [summary = "", ...rest] = text.split("\n");
  return readable(renderSections([summary.trim(), ...withoutSharedIndent(rest)].join("\n").trim()));
}

/** `text` as a reader wants it, or undefined where it is for tools or lawyers, or empty. */
export function readable(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || notDocumentation.test(trimmed) || legal.test(trimmed)) return undefined;
  const rendered = reflow(renderTags(trimmed));
  return rendered === "" ? undefined : rendered;
}

/** A comment without the marks of a block, `//`, `///`, `//!`, `#` and the stars of its lines. */
export function withoutMarks(comment: string): string {
  if (comment.startsWith("<#")) return comment.slice(2, -2).trim();
  if (!comment.startsWith("/*")) return comment.replace(/^(?:\/\/[/!]?<?|#+)[ \t]?/, "").trimEnd();
  const inner = comment.replace(/^\/\*[*!]*<?/, "").replace(/\**\*\/$/, "");
  const [first = "", ...rest] = inner.split("\n");
  const isStarred = rest.filter((line) => line.trim() !== "").every((line) => /^\s*\*/.test(line));
  const lines = isStarred ? rest.map((line) => line.replace(/^\s*\* ?/, "")) : withoutSharedIndent(rest);
  return [first.trim(), ...lines].join("\n").trim();
}

/** The lines without what all of them are indented by. */
function withoutSharedIndent(lines: readonly string[]): string[] {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const shared = indents.length > 0 ? Math.min(...indents) : 0;
  return lines.map((line) => line.slice(shared).trimEnd());
}
