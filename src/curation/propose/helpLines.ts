import type { SectionChunk } from "../../core/chunk.ts";
import type { DocumentedOption } from "./documentedOption.ts";
import { linesWithin, provenanceOf } from "./sourceLines.ts";

/** `  -o, --out <file>   where to write`: two spaces at least before the text. */
const helpLine =
  /^([ \t]{1,12})((?:-\w(?:[ =][<[]?[\w-]+[>\]]?)?,? *)?--[\w-]+(?:(?:[ =]|\[=)[<[]?[\w|.,-]+[>\]]*)*(?:, -\w)?)( {2,}|\t+)(\S.*)$/;

/** Flags that a code block of a document describes as a program's help does. */
export function helpLines({ source, headings }: SectionChunk, lines: readonly string[]): DocumentedOption[] {
  const held = linesWithin(lines, source);
  const options: DocumentedOption[] = [];
  for (let index = 0; index < held.length; index++) {
    const match = helpLine.exec(held[index] ?? "");
    if (match === null) continue;
    const [, indent = "", flag = "", gap = "", first = ""] = match;
    const column = indent.length + flag.length + gap.length;
    const text = [first.trim()];
    const start = index;
    // The rest of a description stands under its beginning.
    while (new RegExp(`^ {${Math.max(4, column - 2)},}[^\\s-]`).test(held[index + 1] ?? "")) {
      index += 1;
      text.push((held[index] ?? "").trim());
    }
    const name = /--[\w-]+/.exec(flag)?.[0] ?? flag;
    const range = [source.startLine + start, source.startLine + index] as const;
    const context = headings.at(-1);
    options.push({
      name,
      noun: "flag",
      text: text.join(" "),
      ...(context === undefined ? {} : { context }),
      source: provenanceOf(source.path, lines, range, [...headings, name].join(" > ")),
    });
  }
  return options;
}
