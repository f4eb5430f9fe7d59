import type { CuratedRow } from "../../core/curatedQuery.ts";
import type { CuratedExample } from "../../core/review.ts";
import type { DatasetChanged, LocatedPage } from "../../protocol/curation.ts";
import type { ReviewSnapshot } from "../../protocol/review.ts";
import { type Filter, NO_FILTER } from "./filter.ts";

/** Rows that are asked for at once. */
export const PAGE_ROWS = 100;
/** Pages kept in memory; far ones are asked for again when they are scrolled to. */
const MOST_PAGES = 20;

/** All that the review shows. A view is a function of it; it changes only through `reduceReview`. */
export interface ReviewState {
  /** Undefined until the extension has answered. */
  readonly snapshot: ReviewSnapshot | undefined;
  readonly filter: Filter;
  readonly isFilterOpen: boolean;
  readonly list: ListState;
  readonly selection: Selection | undefined;
  /** The example last read; that of the selection once it has come. */
  readonly example: ReadExample | undefined;
  /** Texts that are being edited, by example, in the order of `labelledTexts`. */
  readonly drafts: Readonly<Record<string, readonly string[]>>;
  /** The example of which texts with secrets in them are shown although nothing is decided. */
  readonly revealedId: string | undefined;
}

export interface ListState {
  /** Counts what was known of the dataset and asked of it: answers to earlier questions are left. */
  readonly version: number;
  /** Undefined until the first page is there. */
  readonly total: number | undefined;
  /** By the place of their first row. */
  readonly pages: ReadonlyMap<number, Page>;
  /** Places of the rows that are in view. */
  readonly range: { readonly first: number; readonly last: number };
}

interface Page {
  readonly version: number;
  readonly rows: readonly CuratedRow[];
}

export interface Selection {
  /** Undefined until its row is there. */
  readonly id: string | undefined;
  /** In the list; where it would be if the list no longer has it. */
  readonly place: number;
  /** Of the list, when the place was true. */
  readonly version: number;
}

export interface ReadExample {
  readonly value: CuratedExample;
  /** It has changed since it was read. */
  readonly isOutdated: boolean;
}

export const INITIAL_REVIEW: ReviewState = {
  snapshot: undefined,
  filter: NO_FILTER,
  isFilterOpen: false,
  list: { version: 0, total: undefined, pages: new Map(), range: { first: 0, last: 0 } },
  selection: undefined,
  example: undefined,
  drafts: {},
  revealedId: undefined,
};

export type ReviewAction =
  | { readonly kind: "snapshot"; readonly snapshot: ReviewSnapshot }
  | { readonly kind: "filter"; readonly change: Partial<Filter> }
  | { readonly kind: "filter-open"; readonly isOpen: boolean }
  | { readonly kind: "range"; readonly first: number; readonly last: number }
  | {
      readonly kind: "page";
      readonly version: number;
      readonly offset: number;
      readonly locate: string | undefined;
      readonly page: LocatedPage;
    }
  | { readonly kind: "changed"; readonly change: DatasetChanged }
  | { readonly kind: "select"; readonly place: number }
  /** Wherever it is in the list. */
  | { readonly kind: "find"; readonly id: string }
  | { readonly kind: "example"; readonly example: CuratedExample }
  | { readonly kind: "draft"; readonly id: string; readonly texts: readonly string[] | undefined }
  | { readonly kind: "reveal"; readonly id: string };

export function reduceReview(state: ReviewState, action: ReviewAction): ReviewState {
  switch (action.kind) {
    case "snapshot":
      return withSnapshot(state, action.snapshot);
    case "filter":
      return listedAnew({ ...state, filter: { ...state.filter, ...action.change } });
    case "filter-open":
      return { ...state, isFilterOpen: action.isOpen };
    case "range": {
      const { first, last } = action;
      const { range } = state.list;
      if (first === range.first && last === range.last) return state;
      return { ...state, list: { ...state.list, range: { first, last } } };
    }
    case "page":
      return withPage(state, action);
    case "changed":
      return withChange(state, action.change);
    case "select":
      return selected(state, action.place);
    case "find": {
      const place = state.selection?.place ?? 0;
      return { ...state, selection: { id: action.id, place, version: -1 } };
    }
    case "example":
      // It was asked for before another was selected.
      if (action.example.example.id !== state.selection?.id) return state;
      return { ...state, example: { value: action.example, isOutdated: false } };
    case "draft": {
      const { [action.id]: before, ...others } = state.drafts;
      return { ...state, drafts: action.texts === undefined ? others : { ...others, [action.id]: action.texts } };
    }
    case "reveal":
      return { ...state, revealedId: action.id };
  }
}

const nameOf = (snapshot: ReviewSnapshot | undefined): string | undefined =>
  snapshot?.dataset.kind === "open" ? snapshot.dataset.name : undefined;

/** Another dataset, or one that can be read again, is listed from its beginning. */
function withSnapshot(state: ReviewState, snapshot: ReviewSnapshot): ReviewState {
  const next = { ...state, snapshot };
  const [before, now] = [nameOf(state.snapshot), nameOf(snapshot)];
  if (before === now) return next;
  // The first that is opened in this page: what was kept of an earlier page may hold, and is asked for anew.
  if (before === undefined && state.list.total === undefined) return { ...next, list: askedAnew(state.list) };
  return { ...listedAnew(next), example: undefined, drafts: before === undefined ? state.drafts : {} };
}

const askedAnew = <T extends { readonly version: number }>(list: T): T => ({ ...list, version: list.version + 1 });

const listedAnew = (state: ReviewState): ReviewState => ({
  ...state,
  list: {
    version: state.list.version + 1,
    total: undefined,
    pages: new Map(),
    range: { first: 0, last: state.list.range.last - state.list.range.first },
  },
  selection: undefined,
});

function withPage(state: ReviewState, { version, offset, locate, page }: ReviewAction & { kind: "page" }): ReviewState {
  const { list, selection } = state;
  if (version !== list.version) return state;
  const pages = new Map([...list.pages, [offset, { version, rows: page.rows }]]);
  const next = { ...state, list: { ...list, total: page.total, pages: nearest(pages, offset) } };
  if (selection === undefined) return offset === 0 && page.rows.length > 0 ? selected(next, 0) : next;
  if (selection.id === undefined) return selected(next, selection.place);
  if (selection.id !== locate) return next;
  const place = page.locatedAt ?? Math.max(0, Math.min(selection.place, page.total - 1));
  return { ...next, selection: { id: selection.id, place, version } };
}

function nearest(pages: ReadonlyMap<number, Page>, place: number): ReadonlyMap<number, Page> {
  if (pages.size <= MOST_PAGES) return pages;
  const byDistance = [...pages].sort(([a], [b]) => Math.abs(a - place) - Math.abs(b - place));
  return new Map(byDistance.slice(0, MOST_PAGES));
}

/** The old rows stay in view until the new ones are there. */
function withChange(state: ReviewState, { ids, isReloaded }: DatasetChanged): ReviewState {
  const { list, example } = state;
  const isConcerned = example !== undefined && (isReloaded || ids.includes(example.value.example.id));
  return {
    ...state,
    list: askedAnew(list),
    example: isConcerned ? { ...example, isOutdated: true } : example,
  };
}

function selected(state: ReviewState, place: number): ReviewState {
  const { total, version } = state.list;
  const last = (total ?? 0) - 1;
  if (last < 0) return state;
  const there = Math.max(0, Math.min(place, last));
  return { ...state, selection: { id: rowAt(state.list, there)?.id, place: there, version } };
}

/** The row at a place of the list, if it is in memory; perhaps one that has changed meanwhile. */
export function rowAt({ pages }: ListState, place: number): CuratedRow | undefined {
  const offset = place - (place % PAGE_ROWS);
  return pages.get(offset)?.rows[place - offset];
}

/** The example that is in view and as it is now: the only one about which something can be decided. */
export function shownExample({ selection, example }: ReviewState): CuratedExample | undefined {
  if (example === undefined || example.isOutdated) return undefined;
  return example.value.example.id === selection?.id ? example.value : undefined;
}

/** What the editor keeps of the page while it is hidden, and over a restart. */
export interface KeptReview {
  readonly filter: Filter;
  readonly isFilterOpen: boolean;
  readonly drafts: ReviewState["drafts"];
  readonly id?: string;
}

export const keptReview = ({ filter, isFilterOpen, drafts, selection }: ReviewState): KeptReview => ({
  filter,
  isFilterOpen,
  drafts,
  ...(selection?.id !== undefined && { id: selection.id }),
});

/** The state of a page that begins anew. */
export function restoredReview(kept: Partial<KeptReview> | undefined): ReviewState {
  const { filter, isFilterOpen = false, drafts = {}, id } = kept ?? {};
  return {
    ...INITIAL_REVIEW,
    filter: { ...NO_FILTER, ...filter },
    isFilterOpen,
    drafts,
    selection: id === undefined ? undefined : { id, place: 0, version: -1 },
  };
}
