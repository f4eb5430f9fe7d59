import { holdsName } from "./wholeWord.ts";

/** Whole statements out of code, found by indentation and brackets: enough for code that people wrote. */

/** Some lines of code that stand for themselves. */
export interface Snippet {
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** Without the indentation that its lines share. */
  readonly text: string;
}

const MAX_LINES = 6;
const MAX_LENGTH = 400;
const MIN_LENGTH = 15;

/**
 * The statement that begins in a line and uses a name, or undefined where what begins there is no statement, only a
 * comment, or too long to be an example.
 */
export function snippetAt(lines: readonly string[], line: number, name: string): Snippet | undefined {
  const first = lines[line - 1] ?? "";
  if (!startsStatement(first)) return undefined;
  let depth = 0;
  for (let end = line; end < line + MAX_LINES && end <= lines.length; end++) {
    depth += bracketBalance(lines[end - 1] ?? "");
    if (depth < 0) return undefined;
    if (depth > 0 || /^\s*[.?&|+]/.test(lines[end] ?? "")) continue;
    const text = dedented(lines.slice(line - 1, end));
    const isWhole = text.length >= MIN_LENGTH && text.length <= MAX_LENGTH && !/(?:[{(,[=&|+]|=>)$/.test(text);
    return isWhole && holdsName(text, name) ? { startLine: line, endLine: end, text } : undefined;
  }
  return undefined;
}

function startsStatement(line: string): boolean {
  if (
    /^\s*(?:\/\/|\/\*|\*|#|--|"""|'''|@|<|\||&|\?|:|\.|\)|\]|\}|import\b|from\b|export\b|use\b|using\b|package\b|case\b)/.test(
      line,
    )
  )
    return false;
  return /^\s*(?:const|let|var|val|return|await|yield|throw|raise|if|for|while|else|elif|assert|defer|go|final|auto|new)\b|^\s*[\w$.:<>[\]*& ]+\s(?:=|:=|\+=)\s|^\s*[\w$.:!?]+\(/.test(
    line,
  );
}

/** Brackets opened less brackets closed, leaving out those in strings. */
export function bracketBalance(line: string): number {
  const bare = line.replace(
    /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|\/(?![/*\s])(?:\\.|\[[^\]]*\]|[^/\\])+\/(?=[gimsuyd]*[\s,.;)])|\/\/.*$/g,
    "",
  );
  return (bare.match(/[([{]/g)?.length ?? 0) - (bare.match(/[)\]}]/g)?.length ?? 0);
}

export const indentOf = (line: string): number => /^\s*/.exec(line)?.[0].length ?? 0;

export function dedented(lines: readonly string[]): string {
  const shared = Math.min(...lines.filter((line) => line.trim() !== "").map(indentOf));
  return lines
    .map((line) => line.slice(Number.isFinite(shared) ? shared : 0).trimEnd())
    .join("\n")
    .trimEnd();
}
