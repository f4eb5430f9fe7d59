import type { ChunkedFile, SymbolChunk } from "../../core/chunk.ts";
import { chooseBy } from "../fingerprint.ts";
import { isTestPath } from "./pathKinds.ts";
import type { Proposal, Proposer } from "./proposer.ts";
import { bracketBalance, indentOf } from "./snippet.ts";
import { provenanceOf } from "./sourceLines.ts";

/** About 250 and 120 tokens: the window of an editor's completion, at what small models read well. */
const MAX_PREFIX = 1000;
const MAX_SUFFIX = 500;
const MAX_MIDDLE = 500;
const MIN_MIDDLE = 20;
const MAX_GAP_LINES = 10;

/** Code with a gap of whole statements, or of a whole short body, to be filled in from what stands around it. */
export const proposeInfill: Proposer = {
  kind: "infill",
  description: "code with a gap to fill in; off, because only models that know fill-in-the-middle are better for it",
  onByDefault: false,
  cap: { perLeading: 1, atLeast: 200 },
  normalization: "exact",
  fixedWords: [],
  propose: (file, lines) =>
    isTestPath(file.path)
      ? []
      : file.chunks.flatMap((chunk): Proposal[] => {
          if (chunk.kind !== "symbol" || (chunk.symbolKind !== "function" && chunk.symbolKind !== "method")) return [];
          return fromFunction(chunk, file, lines);
        }),
};

/** Lines of a file, 1-based and inclusive. */
type Range = readonly [startLine: number, endLine: number];

function fromFunction(chunk: SymbolChunk, file: ChunkedFile, lines: readonly string[]): Proposal[] {
  const body = bodyOf(chunk, lines);
  if (body === undefined) return [];
  const gaps = [...(lineCount(body) <= MAX_GAP_LINES ? [body] : []), ...statementRuns(body, lines)].filter((range) =>
    isWorthFilling(textOf(lines, range)),
  );
  if (gaps.length === 0) return [];
  const gap = chooseBy(gaps, "infill", file.path, chunk.symbol);
  const before = windowBefore(lines, gap[0]);
  const after = windowAfter(lines, gap[1]);
  // Where a gap begins and ends with its lines, so do prefix and suffix.
  const prefix = before.map((line) => `${line}\n`).join("");
  const suffix = after.map((line) => `\n${line}`).join("");
  const middle = textOf(lines, gap);
  const source = provenanceOf(file.path, lines, [gap[0] - before.length, gap[1] + after.length], chunk.source.title);
  return [
    {
      content: { form: "infill", prefix, suffix, middle },
      anchor: chunk.symbol,
      source,
      quotes: [prefix, middle, suffix].map((text) => text.trim()).filter((text) => text !== ""),
    },
  ];
}

/** The lines of a function between its head and its end, or undefined where it has none of its own. */
function bodyOf({ source, text }: SymbolChunk, lines: readonly string[]): Range | undefined {
  const start = Math.max(source.startLine, source.endLine - text.split("\n").length + 1);
  let depth = 0;
  for (let number = start; number < source.endLine; number++) {
    const line = lines[number - 1] ?? "";
    depth += bracketBalance(line);
    const opensBlock = /\{\s*(?:\/\/.*)?$/.test(line) && depth === 1;
    const opensSuite = /:\s*(?:#.*)?$/.test(line) && depth === 0;
    if (!opensBlock && !opensSuite) continue;
    const last = opensBlock ? source.endLine - 1 : source.endLine;
    const first = afterDocstring(number, last, lines);
    return last >= first && (!opensBlock || /^\s*\}/.test(lines[source.endLine - 1] ?? "")) ? [first, last] : undefined;
  }
  return undefined;
}

/** The line after the head of a Python function, or after its docstring, which is no code. */
function afterDocstring(head: number, last: number, lines: readonly string[]): number {
  const quote = /^\s*[rRuU]?("""|''')/.exec(lines[head] ?? "");
  if (quote === null) return head + 1;
  const [opening, mark = ""] = quote;
  if ((lines[head] ?? "").slice(opening.length).includes(mark)) return head + 2;
  for (let number = head + 2; number <= last; number++) {
    if ((lines[number - 1] ?? "").includes(mark)) return number + 1;
  }
  return last + 1;
}

/** Runs of whole statements directly in a body: balanced brackets, and what follows is no deeper. */
function statementRuns([start, end]: Range, lines: readonly string[]): Range[] {
  const indent = Math.min(
    ...lines
      .slice(start - 1, end)
      .filter((line) => line.trim() !== "")
      .map(indentOf),
  );
  const runs: Range[] = [];
  for (let first = start; first <= end; first++) {
    const line = lines[first - 1] ?? "";
    if (line.trim() === "" || indentOf(line) !== indent || !beginsStatement(line)) continue;
    let depth = 0;
    for (let last = first; last <= Math.min(end, first + MAX_GAP_LINES - 1); last++) {
      depth += bracketBalance(lines[last - 1] ?? "");
      if (depth < 0) break;
      const next = lines[last] ?? "";
      const isEnd = last === end || (next.trim() !== "" && indentOf(next) === indent && beginsStatement(next));
      if (depth === 0 && isEnd && (lines[last - 1] ?? "").trim() !== "") runs.push([first, last]);
    }
  }
  return runs;
}

/** Not the rest of a statement above, and not its other branch. */
const beginsStatement = (line: string): boolean =>
  !/^\s*(?:[)\]}.?:&|+,]|else\b|elif\b|catch\b|except\b|finally\b|case\b|default\b|#|\/\/|\/\*|\*|"""|''')/.test(line);

function isWorthFilling(text: string): boolean {
  const letterCount = text.match(/\p{L}/gu)?.length ?? 0;
  return text.length >= MIN_MIDDLE && text.length <= MAX_MIDDLE && letterCount >= MIN_MIDDLE / 2;
}

function windowBefore(lines: readonly string[], startLine: number): string[] {
  const window: string[] = [];
  let room = MAX_PREFIX;
  for (let number = startLine - 1; number >= 1; number--) {
    const line = lines[number - 1] ?? "";
    room -= line.length + 1;
    if (room < 0) break;
    window.unshift(line);
  }
  return window;
}

function windowAfter(lines: readonly string[], endLine: number): string[] {
  const window: string[] = [];
  let room = MAX_SUFFIX;
  for (let number = endLine + 1; number <= lines.length; number++) {
    const line = lines[number - 1] ?? "";
    room -= line.length + 1;
    if (room < 0) break;
    window.push(line);
  }
  return window;
}

const lineCount = ([start, end]: Range): number => end - start + 1;

const textOf = (lines: readonly string[], [start, end]: Range): string => lines.slice(start - 1, end).join("\n");
