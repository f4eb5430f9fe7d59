import type { SymbolChunk } from "../../core/chunk.ts";
import { indentOf } from "./snippet.ts";
import { linesWithin } from "./sourceLines.ts";

/**
 * The doc comment of a symbol as its author wrote it, without comment marks: what is above the declaration, or the
 * docstring in it. Empty where there is none.
 */
export function rawDocOf(chunk: SymbolChunk, lines: readonly string[], language: string): string {
  return language === "python" ? docstringIn(chunk.text) : commentAbove(linesWithin(lines, chunk.source));
}

function docstringIn(text: string): string {
  // Nothing but the signature may stand before it, and that ends in a colon.
  const match = /:[ \t]*(?:#.*)?\n\s*[rRuU]?("""|''')([\s\S]*?)\1/.exec(text);
  if (match === null) return "";
  const head = text.slice(0, match.index);
  const isFirst = !/^\s*(?:return|if|for|while|with|try|self\.|\w+\s*=[^=])/m.test(
    head.split("\n").slice(1).join("\n"),
  );
  if (!isFirst) return "";
  const [summary = "", ...rest] = (match[2] ?? "").split("\n");
  return [summary.trim(), ...dedentedRest(rest)].join("\n").trim();
}

function commentAbove(lines: readonly string[]): string {
  const comment: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    const starts = /^\s*(\/\*|\/\/|#(?!\[|!?\[|include|define|if|pragma|region))/.test(line);
    if (!isOpen && !starts) break;
    if (/^\s*\/\*/.test(line)) isOpen = true;
    if (isOpen && line.includes("*/")) {
      isOpen = false;
      comment.push(line.slice(0, line.indexOf("*/")));
      continue;
    }
    comment.push(line);
  }
  return dedentedRest(
    comment.map((line) => line.replace(/^\s*(?:\/\*+[!<]?|\*+(?![*\w])|\/\/+[!<]?|#+)[ \t]?/, "").trimEnd()),
  )
    .join("\n")
    .trim();
}

function dedentedRest(lines: readonly string[]): string[] {
  const shared = Math.min(...lines.filter((line) => line.trim() !== "").map(indentOf));
  return lines.map((line) => (Number.isFinite(shared) ? line.slice(shared) : line).trimEnd());
}
