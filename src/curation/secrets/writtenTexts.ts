import type { Example, Provenance } from "../../core/example.ts";
import { contentOf, mapTexts, textsOf } from "../../core/exampleText.ts";
import { withContent } from "../../core/withContent.ts";

/** A text of an example that somebody wrote, or that a tool brought along. */
export interface WrittenText {
  readonly text: string;
  /** Of a column: its name, which may say what the text is. */
  readonly key?: string;
}

/**
 * All that an example's row would show to whoever reads the file: its content, its title, where it was imported from,
 * and the columns that have no other place. Numbers of columns count as texts: a card number may be one.
 */
export function writtenTexts(example: Example): WrittenText[] {
  const { source, extra } = example;
  const texts: WrittenText[] = textsOf(example).map((text) => ({ text }));
  if (source?.title !== undefined) texts.push({ text: source.title });
  if (source !== undefined && isForeign(source)) texts.push({ text: source.path });
  if (extra !== undefined) texts.push(...columnTexts(extra, undefined));
  return texts;
}

/** The same example with each of these texts changed. */
export function mapWritten(example: Example, change: (text: string) => string): Example {
  const { source, extra, ...rest } = example;
  const changed = withContent(rest, mapTexts(contentOf(example), change));
  return {
    ...changed,
    ...(source === undefined ? {} : { source: mapSource(source, change) }),
    ...(extra === undefined ? {} : { extra: mapRecord(extra, change) }),
  };
}

/** The path of a file of the workspace is what finds the file again, and no secret of its text. */
const isForeign = ({ hash }: Provenance): boolean => hash === undefined;

function mapSource(source: Provenance, change: (text: string) => string): Provenance {
  return {
    ...source,
    path: isForeign(source) ? change(source.path) : source.path,
    ...(source.title === undefined ? {} : { title: change(source.title) }),
  };
}

function* columnTexts(value: unknown, key: string | undefined): Generator<WrittenText> {
  if (typeof value === "string" || typeof value === "number") {
    yield { text: String(value), ...(key === undefined ? {} : { key }) };
  } else if (Array.isArray(value)) {
    for (const inner of value) yield* columnTexts(inner, key);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      yield { text: name };
      yield* columnTexts(inner, name);
    }
  }
}

const mapRecord = (
  record: Readonly<Record<string, unknown>>,
  change: (text: string) => string,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [change(name), mapColumn(value, change)]));

function mapColumn(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (typeof value === "number") {
    const text = change(String(value));
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) return value.map((inner) => mapColumn(inner, change));
  if (typeof value !== "object" || value === null) return value;
  return mapRecord(value as Readonly<Record<string, unknown>>, change);
}
