import type { Example } from "../core/example.ts";
import type { SourceRecord } from "./schemas.ts";

/**
 * Files that only got another path: the same bytes under a name that was not there before, and no longer under the old
 * one. Of several equal files, the first is taken for the first.
 *
 * @returns new paths by old ones.
 */
export function movedFiles(before: readonly SourceRecord[], after: readonly SourceRecord[]): Map<string, string> {
  const [oldPaths, newPaths] = [pathsOf(before), pathsOf(after)];
  const arrived = new Map<string, string[]>();
  for (const { path, hash } of sortedByPath(after)) {
    if (!oldPaths.has(path)) arrived.set(hash, [...(arrived.get(hash) ?? []), path]);
  }
  const moves = new Map<string, string>();
  for (const { path, hash } of sortedByPath(before)) {
    if (newPaths.has(path)) continue;
    const to = arrived.get(hash)?.shift();
    if (to !== undefined) moves.set(path, to);
  }
  return moves;
}

/** Which example of a moved file has become which: the same kind about the same lines, in the same order. */
export function movedExamples(before: readonly Example[], after: readonly Example[]): Map<string, Example> {
  const byPlace = new Map<string, Example>();
  const ordinalAfter = new Map<string, number>();
  for (const example of after) byPlace.set(placeOf(example, ordinalAfter), example);
  const moves = new Map<string, Example>();
  const ordinalBefore = new Map<string, number>();
  for (const example of before) {
    const moved = byPlace.get(placeOf(example, ordinalBefore));
    if (moved !== undefined && moved.id !== example.id) moves.set(example.id, moved);
  }
  return moves;
}

function placeOf({ kind, source }: Example, ordinals: Map<string, number>): string {
  const place = JSON.stringify([kind, source?.startLine, source?.endLine, source?.title]);
  const ordinal = ordinals.get(place) ?? 0;
  ordinals.set(place, ordinal + 1);
  return `${place} ${ordinal}`;
}

const pathsOf = (sources: readonly SourceRecord[]): ReadonlySet<string> => new Set(sources.map(({ path }) => path));

const sortedByPath = (sources: readonly SourceRecord[]): SourceRecord[] =>
  [...sources].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
