import type { ExampleContent } from "../../core/example.ts";
import { mapTexts, textsOf } from "../../core/exampleText.ts";
import type { RawFinding } from "./finding.ts";

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

/** `text` with `<redacted:rule>` wherever one of the found texts stands. */
export function redactText(text: string, found: readonly FoundText[]): string {
  return found.reduce((rest, each) => rest.replaceAll(each.text, () => mark(each.rule)), text);
}

/** `text` without what was found in it, everywhere it occurs. */
export const redact = (text: string, findings: readonly RawFinding[]): string =>
  redactText(text, foundTexts(text, findings));

/** The same content without the found texts. */
export const redactContent = (content: ExampleContent, found: readonly FoundText[]): ExampleContent =>
  mapTexts(content, (text) => redactText(text, found));

/** Ids of the findings of which the content holds anything. */
export function findingsWithin(content: ExampleContent, found: readonly FoundText[]): readonly string[] {
  const texts = textsOf(content);
  const within = found.filter((each) => texts.some((text) => text.includes(each.text)));
  return [...new Set(within.map(({ finding }) => finding))];
}

const mark = (rule: string): string => `<redacted:${rule}>`;
