/** Thrown inside `curation/formats` only, and caught there: what a row holds, and what it should. */
export class Mismatch extends Error {
  constructor(
    readonly found: string,
    readonly expected: string,
  ) {
    super(`found ${found}, expected ${expected}`);
  }
}

/** `value` stands at `name`, where `expected` should. */
export function mismatch(name: string, value: unknown, expected: string): Mismatch {
  const found = value === undefined ? `no ${name}` : `${shown(outline(value))} as ${name}`;
  return new Mismatch(found, `${expected} there`);
}

/** A parsed value as JSON, but no deeper than shows: what is nested a hundred thousand deep would exhaust the stack. */
function outline(value: unknown, depth = 3): string {
  if (Array.isArray(value)) {
    if (depth === 0) return "[…]";
    return `[${value
      .slice(0, 4)
      .map((item: unknown) => outline(item, depth - 1))
      .join(",")}]`;
  }
  if (!isRecord(value)) return JSON.stringify(value);
  if (depth === 0) return "{…}";
  const entries = Object.entries(value).slice(0, 4);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${outline(item, depth - 1)}`).join(",")}}`;
}

/** A value short enough for one line of a message. */
export function shown(text: string): string {
  const line = text.slice(0, 1000).replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

/** The names of the columns, for a message. */
export const shownKeys = (row: Readonly<Record<string, unknown>>): string =>
  `the keys ${shown(Object.keys(row).join(", ") || "none")}`;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
