import type { Node, Query } from "web-tree-sitter";
import type { Reference } from "../../core/chunk.ts";
import type { NameRules } from "./names/nameQueries.ts";
import { startRow } from "./rows.ts";

/** A file that uses more names than this is a table of contents of something; the first ones are kept. */
export const MAX_REFERENCES = 300;
/** Where a name is used more often than this, more places say no more. */
export const MAX_LINES_A_REFERENCE = 50;

/**
 * The names that code uses and does not declare, imported ones included, sorted: what may be defined in another file.
 * Members (`x.name`) count where they are called or capitalised, as types and constants are; plain properties, labels,
 * keys and what the language brings along do not. Of each file at most `MAX_REFERENCES` names, the first in the file.
 */
export function referencesOf(root: Node, query: Query, rules: NameRules): Reference[] {
  const declared = new Set<string>();
  const skipped = new Set<number>();
  const members = new Set<number>();
  const called = new Set<number>();
  const places = new Map<number, { readonly name: string; readonly node: Node }>();
  for (const { name: role, node } of query.captures(root)) {
    const { startIndex, text } = node;
    switch (role) {
      case "declare":
        declared.add(text);
        break;
      case "skip":
        skipped.add(startIndex);
        break;
      case "called":
        called.add(startIndex);
        break;
      case "member":
        members.add(startIndex);
        break;
      default:
        break;
    }
    if (!places.has(startIndex)) places.set(startIndex, { name: text, node });
  }
  const linesByName = new Map<string, number[]>();
  for (const [index, { name, node }] of places) {
    if (declared.has(name) || skipped.has(index)) continue;
    const isMember = members.has(index) || called.has(index);
    if ((isMember ? rules.members : rules.globals).has(name)) continue;
    if (isMember && !called.has(index) && !/^\p{Lu}/u.test(name)) continue;
    let lines = linesByName.get(name);
    if (lines === undefined) {
      if (linesByName.size >= MAX_REFERENCES) continue;
      linesByName.set(name, (lines = []));
    }
    const line = startRow(node) + 1;
    if (lines.at(-1) !== line && lines.length < MAX_LINES_A_REFERENCE) lines.push(line);
  }
  return [...linesByName]
    .map(([name, lines]) => ({ name, lines }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}
