import type { FileContents } from "../../core/chunk.ts";
import { indentBorders } from "../passages/indentBorders.ts";
import { passagesOf } from "../passages/passagesOf.ts";
import { type HeadedRow, headingsOver } from "./headingPath.ts";

const section = /^\s*\[{1,2}[^[\]]+\]{1,2}\s*(?:[#;].*)?$/;
const topKey = {
  braces: /^(?:\s{1,4}|\t)?["']?([\w$.@/ -]+?)["']?\s*:/,
  plain: /^["']?([\w$.@/-][\w$.@/ -]*?)["']?\s*[:=]/,
};

/**
 * JSON, JSONC, YAML, TOML and INI in passages that begin at keys of the top level where that can be, each under the key
 * or section it stands in.
 *
 * @param path for the provenance only.
 */
export function readConfiguration(path: string, text: string): FileContents {
  const lines = text.split("\n");
  const headed = topLevelKeys(lines);
  const contextOf = ({ start, end }: { start: number; end: number }): { headings?: readonly string[] } => {
    const headings = headingsOver(headed, start, end);
    return headings.length === 0 ? {} : { headings };
  };
  const passages = passagesOf(
    path,
    lines,
    indentBorders(lines, (line) => section.test(line)),
    contextOf,
  );
  return { chunks: [], passages, references: [] };
}

function topLevelKeys(lines: readonly string[]): HeadedRow[] {
  const hasSections = lines.some((line) => section.test(line));
  const isBraced = /^\s*[{[]/.test(lines.find((line) => line.trim() !== "" && !/^\s*(?:\/[/*]|\*)/.test(line)) ?? "");
  const outer = isBraced ? Math.min(...lines.map(keyIndent)) : 0;
  return lines.flatMap((line, row): HeadedRow[] => {
    if (hasSections) {
      const name = section.test(line)
        ? line
            .replace(/[#;].*$/, "")
            .replace(/[[\]]/g, "")
            .trim()
        : undefined;
      return name === undefined ? [] : [{ row, titles: [name] }];
    }
    if (isBraced && keyIndent(line) !== outer) return [];
    const name = (isBraced ? topKey.braces : topKey.plain).exec(line)?.[1];
    return name === undefined ? [] : [{ row, titles: [name] }];
  });
}

/** How far a line with a key is indented; infinitely where it has none. */
function keyIndent(line: string): number {
  return /^\s*["']?[\w$.@/ -]+?["']?\s*:/.test(line) ? (/^\s*/.exec(line)?.[0].length ?? 0) : Infinity;
}
