import { answerParts } from "../../core/answerParts.ts";

/**
 * Markdown of texts that nobody vouches for: what a model answers, what stands in files. Whatever they hold, they become
 * words and code. They make no link, no picture, no HTML and no command.
 */

/** Every ASCII punctuation mark may stand behind a backslash (CommonMark 6.1), and then means nothing. */
const punctuation = /[!-/:-@[-`{-~]/g;
/** They reorder what is shown, so that it reads otherwise than it is. */
const reordering = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text as it stands, lines and their indentation kept. */
export function escaped(text: string): string {
  return cleaned(text)
    .split("\n")
    .map((line) => {
      const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
      // Four spaces would begin a block of code.
      const spaces = "&nbsp;".repeat(indent.replaceAll("\t", "  ").length);
      return spaces + line.slice(indent.length).replace(punctuation, "\\$&");
    })
    .join("  \n")
    .replace(/(?:[ ]{2}\n){2,}/g, "\n\n");
}

/** Code within a line. */
export function inlineCode(text: string): string {
  const line = cleaned(text).replace(/\s+/g, " ");
  const fence = "`".repeat(longestRun(line) + 1);
  return line.trim() === "" ? "" : `${fence} ${line} ${fence}`;
}

/** @param language as a fence names it. Defaults to none. */
export function codeBlock(text: string, language = ""): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `\n${fence}${/^[\w+#-]{1,30}$/.test(language) ? language : ""}\n${cleaned(text)}\n${fence}\n`;
}

/** An answer: its code as code, also where it still comes; all else as it stands, but for what `mark` makes of `[1]`. */
export const answerText = (answer: string, mark: (numbers: readonly number[], written: string) => string): string =>
  answerParts(answer)
    .map((part) => {
      switch (part.kind) {
        case "text":
          return escaped(part.text);
        case "code":
          return inlineCode(part.text);
        case "block":
          return codeBlock(part.text, part.language);
        case "citation":
          return mark(part.numbers, part.written);
      }
    })
    .join("");

/**
 * The beginning of an answer that reads the same whatever comes after it, for where nothing that was shown can be taken
 * back: whole words, without code or brackets that are still open.
 */
export function settledPart(answer: string): string {
  // A word may go on, and so may a citation.
  const words = answer
    .replace(/\S*$/, "")
    .replace(/\[[\s\d,]*$/, "")
    .trimEnd();
  const fences = [...words.matchAll(/^[ \t]*```/gm)];
  if (fences.length % 2 === 1) return words.slice(0, fences.at(-1)?.index).trimEnd();
  const lineStart = words.lastIndexOf("\n") + 1;
  const line = words.slice(lineStart);
  if (line.trimStart().startsWith("```")) return words;
  const tick = line.replace(/`[^`\n]+`/g, (code) => " ".repeat(code.length)).indexOf("`");
  return tick === -1 ? words : words.slice(0, lineStart + tick).trimEnd();
}

/** A link that runs a command, with these arguments. */
export function commandLink(label: string, command: string, args: readonly unknown[], title = ""): string {
  const query = encodeURIComponent(JSON.stringify(args)).replace(/[!'()*]/g, percentEncoded);
  const shown = escaped(label.replace(/\s+/g, " "));
  return `[${shown}](command:${command}?${query}${title === "" ? "" : ` "${escaped(title.replace(/\s+/g, " "))}"`})`;
}

const percentEncoded = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

const longestRun = (text: string): number =>
  [...text.matchAll(/`+/g)].reduce((longest, [run]) => Math.max(longest, run.length), 0);

const cleaned = (text: string): string => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").replace(reordering, "");
