import type { PageRequest } from "../../protocol/curation.ts";
import { queryOf } from "./filter.ts";
import { PAGE_ROWS, type ReviewState } from "./state.ts";

/** What must be asked of the dataset to show a state. */
export interface Wanted {
  readonly pages: readonly PageRequest[];
  /** Id of the example to read. */
  readonly example?: string;
}

/** What is in view and not in memory, or in memory as it was before a change. */
export function wantedBy(state: ReviewState): Wanted {
  const { snapshot, list, selection, example, filter } = state;
  if (snapshot?.dataset.kind !== "open") return { pages: [] };
  const isLost = selection?.id !== undefined && selection.version !== list.version;
  const last = Math.max(0, (list.total ?? 1) - 1);
  const offsets = new Set<number>();
  for (let place = pageOf(Math.min(list.range.first, last)); place <= list.range.last; place += PAGE_ROWS) {
    if (place <= last) offsets.add(place);
  }
  if (selection !== undefined && selection.id === undefined) offsets.add(pageOf(selection.place));
  const outdated = [...offsets].filter((offset) => list.pages.get(offset)?.version !== list.version);
  const asked = outdated.length === 0 && isLost ? [pageOf(Math.min(list.range.first, last))] : outdated;
  const pages = asked.map((offset) => ({
    query: queryOf(filter),
    offset,
    limit: PAGE_ROWS,
    ...(isLost && { locate: selection.id }),
  }));
  const isRead = example !== undefined && !example.isOutdated && example.value.example.id === selection?.id;
  return { pages, ...(selection?.id !== undefined && !isRead && { example: selection.id }) };
}

const pageOf = (place: number): number => place - (place % PAGE_ROWS);
