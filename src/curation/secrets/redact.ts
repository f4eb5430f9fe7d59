import type { Example, ExampleContent } from "../../core/example.ts";
import { mapTexts, textsOf } from "../../core/exampleText.ts";
import type { RawFinding } from "./finding.ts";
import { mapWritten, writtenTexts } from "./writtenTexts.ts";

/** A secret itself, in memory only: what is looked for in the examples of a file and taken out of them. Never store it. */
export interface FoundText {
  /** Id of the finding. */
  readonly finding: string;
  readonly rule: string;
  readonly text: string;
}

/** A part of a key of several lines that an example may have cut out of it; shorter lines say nothing. */
const MIN_LINE = 16;

/**
 * The texts behind the findings, longest first. Where one has several lines, its lines too, for an example may hold only
 * some of them.
 */
export function foundTexts(text: string, findings: readonly RawFinding[]): readonly FoundText[] {
  const found = new Map<string, FoundText>();
  for (const { id, rule, start, end } of findings) {
    const whole = text.slice(start, end);
    const lines = whole.includes("\n") ? whole.split(/\r?\n/).filter((line) => isTelling(line)) : [];
    for (const each of [whole, ...lines]) if (!found.has(each)) found.set(each, { finding: id, rule, text: each });
  }
  return [...found.values()].sort((a, b) => b.text.length - a.text.length);
}

/** Not the first and the last line of a key, which all keys share. */
const isTelling = (line: string): boolean =>
  line.trim().length >= MIN_LINE && !/-{4} ?(BEGIN|END) |^[\w-]+: /.test(line);

/** `text` with `<redacted:rule>` wherever one of the found texts stands, in whatever order they come. */
export function redactText(text: string, found: readonly FoundText[]): string {
  return replaceEach(text, longestFirst(found));
}

/** `text` without what was found in it, everywhere it occurs. */
export const redact = (text: string, findings: readonly RawFinding[]): string =>
  redactText(text, foundTexts(text, findings));

/** The same content without the found texts. */
export function redactContent(content: ExampleContent, found: readonly FoundText[]): ExampleContent {
  if (found.length === 0) return content;
  const sorted = longestFirst(found);
  return mapTexts(content, (text) => replaceEach(text, sorted));
}

/** The same example without the found texts: in its title and in the columns it brought along, too. */
export function redactExample(example: Example, found: readonly FoundText[]): Example {
  if (found.length === 0) return example;
  const sorted = longestFirst(found);
  return mapWritten(example, (text) => replaceEach(text, sorted));
}

/** Those of the found texts that stand in the content. */
export function textsWithin(content: ExampleContent, found: readonly FoundText[]): FoundText[] {
  return found.length === 0 ? [] : standingIn(textsOf(content), found);
}

/** Ids of the findings of which the example holds anything, in its title or columns, too. */
export function findingsWithin(example: Example, found: readonly FoundText[]): readonly string[] {
  if (found.length === 0) return [];
  const texts = writtenTexts(example).map(({ text }) => text);
  return [...new Set(standingIn(texts, found).map(({ finding }) => finding))];
}

const standingIn = (texts: readonly string[], found: readonly FoundText[]): FoundText[] =>
  found.filter((each) => texts.some((text) => text.includes(each.text)));

/** One secret may be a part of another. */
const longestFirst = (found: readonly FoundText[]): readonly FoundText[] =>
  [...found].sort((a, b) => b.text.length - a.text.length);

const replaceEach = (text: string, found: readonly FoundText[]): string =>
  found.reduce((rest, each) => rest.replaceAll(each.text, () => `<redacted:${each.rule}>`), text);
