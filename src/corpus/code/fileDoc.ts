import type { Node } from "web-tree-sitter";
import { at } from "../../base/at.ts";
import type { FileDocChunk } from "../../core/chunk.ts";
import { asTags } from "../comments/docStyles.ts";
import { docstringOf, readable, withoutMarks } from "../comments/docComment.ts";
import type { GrammarRules } from "./grammarRules.ts";
import { endRow, startRow } from "./rows.ts";

const aboutTheFile = /^\s*@(file|fileoverview|overview|module|packageDocumentation)\b/m;
const noDeclaration = new Set([
  "import_statement",
  "package_clause",
  "package_declaration",
  "use_declaration",
  "preproc_include",
  "preproc_ifdef",
  "using_directive",
  "file_scoped_namespace_declaration",
  "namespace_definition",
  "namespace_use_declaration",
]);

/**
 * The comment about the file as a whole: a module docstring, `//!` lines, a comment before the package clause or the
 * imports, one set off by a blank line, or one tagged `@file`. Undefined where there is none.
 */
export function fileDocOf(path: string, root: Node, rules: GrammarRules): FileDocChunk | undefined {
  if (rules.hasDocstrings) {
    const doc = docstringOf(root);
    const literal = root.namedChildren.find((child) => child.type !== "comment");
    return doc === undefined || literal === undefined ? undefined : chunk(path, literal, literal, doc);
  }
  for (const { comments, next } of headComments(root, rules)) {
    const text = asTags(comments.map((comment) => withoutMarks(comment.text)).join("\n"), rules.docStyle);
    const [first, last] = [at(comments, 0), at(comments, comments.length - 1)];
    const isSetOff = next === undefined || noDeclaration.has(next.type) || startRow(next) - endRow(last) > 1;
    if (!isSetOff && !aboutTheFile.test(text) && !first.text.startsWith("//!")) continue;
    const doc = readable(
      text
        .replace(/^\s*@(file|fileoverview|overview)\b[ \t]*/gm, "")
        .replace(/^\s*@(module|packageDocumentation)\b.*$/gm, ""),
    );
    if (doc !== undefined) return chunk(path, first, last, doc);
  }
  return undefined;
}

/** The comments above the first code, each with what follows it. Lines of one comment are together. */
function headComments(root: Node, rules: GrammarRules): { comments: Node[]; next: Node | undefined }[] {
  const groups: { comments: Node[]; next: Node | undefined }[] = [];
  for (const child of root.namedChildren) {
    const group = groups.at(-1);
    // A shebang, or `"use strict"`, is no code to document.
    if (
      child.type === "hash_bang_line" ||
      child.type === "php_tag" ||
      child.text.startsWith("#!") ||
      /^["']use \w+["'];?$/.test(child.text)
    )
      continue;
    if (!rules.comments.has(child.type)) {
      if (group !== undefined) group.next = child;
      break;
    }
    const last = group?.comments.at(-1);
    const isSame =
      last !== undefined &&
      startRow(child) === endRow(last) + 1 &&
      [last, child].every((node) => !/^(\/\*|<#)/.test(node.text));
    if (isSame) {
      group?.comments.push(child);
    } else {
      if (group !== undefined) group.next = child;
      groups.push({ comments: [child], next: undefined });
    }
  }
  return groups;
}

function chunk(path: string, first: Node, last: Node, doc: string): FileDocChunk {
  return { kind: "file-doc", source: { path, startLine: startRow(first) + 1, endLine: endRow(last) + 1 }, doc };
}
