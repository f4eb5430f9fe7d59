import type { ChunkedFile } from "../../core/chunk.ts";
import type { DocumentedOption } from "./documentedOption.ts";
import { isJavaScript } from "./imports.ts";
import { provenanceOf } from "./sourceLines.ts";

/** A declaration of a flag, from its name to its help text, which must stand together. */
interface FlagCall {
  readonly pattern: RegExp;
  /** Groups: name, text. */
  readonly noun: string;
}

const text = String.raw`(?:"((?:\\.|[^"\\\n])*)"|'((?:\\.|[^'\\\n])*)')`;

/** Calls of commander, and of whatever has its form; of argparse and click; of Go's flag package. */
const calls: Readonly<Record<string, FlagCall>> = {
  javascript: {
    noun: "flag",
    pattern: new RegExp(
      String.raw`(?:\.(?:option|requiredOption)|new Option)\(\s*["'](-[^"'\n]+)["'],\s*${text}\s*[,)]`,
      "g",
    ),
  },
  python: {
    noun: "flag",
    pattern: new RegExp(
      String.raw`(?:add_argument|option)\(\s*(?:["']-\w["'],\s*)?["'](--?[\w-]+)["'](?:[^()]|\([^()]*\))*?\bhelp=\(?\s*${text}\s*[,)\n]`,
      "g",
    ),
  },
  go: {
    noun: "flag",
    pattern: new RegExp(
      String.raw`\b(?:flag|flags|fs)\.\w+\((?:&?[\w.]+,\s*)?"([\w-]+)",\s*[^,\n]+,\s*${text}\s*\)`,
      "g",
    ),
  },
};

/** Flags that a program declares with a description, as its own help prints it. */
export function flagsInCode({ path, language }: ChunkedFile, lines: readonly string[]): DocumentedOption[] {
  const call = calls[isJavaScript(language) ? "javascript" : language];
  if (call === undefined) return [];
  const source = lines.join("\n");
  return [...source.matchAll(call.pattern)].flatMap((match): DocumentedOption[] => {
    const [whole, declared = "", double, single] = match;
    const name = /--[\w-]+/.exec(declared)?.[0] ?? declared;
    const startLine = source.slice(0, match.index).split("\n").length;
    // An example in a doc comment is some other program's flag.
    if (/^\s*(?:\*|\/\/|#)/.test(lines[startLine - 1] ?? "")) return [];
    const range = [startLine, startLine + whole.split("\n").length - 1] as const;
    return [
      {
        name,
        noun: call.noun,
        text: (double ?? single ?? "").replace(/\\(["'])/g, "$1"),
        source: provenanceOf(path, lines, range, name),
      },
    ];
  });
}
