import { describe, expect, it } from "vitest";
import type { CuratedRow } from "../../../../src/core/curatedQuery.ts";
import type { CuratedExample } from "../../../../src/core/review.ts";
import type { ReviewSnapshot } from "../../../../src/protocol/review.ts";
import { NO_FILTER } from "../../../../src/webview/review/filter.ts";
import {
  INITIAL_REVIEW,
  keptReview,
  PAGE_ROWS,
  reduceReview,
  restoredReview,
  type ReviewAction,
  type ReviewState,
  rowAt,
  shownExample,
} from "../../../../src/webview/review/state.ts";
import { wantedBy } from "../../../../src/webview/review/wanted.ts";
import { counts } from "../../../support/datasetCounts.ts";

const row = (place: number): CuratedRow => ({
  id: `e${place}`,
  kind: "section",
  form: "chat",
  state: "proposed",
  question: `Question ${place}`,
  answer: `Answer ${place}`,
  isEdited: false,
  tags: [],
  findingCount: 0,
  undecidedFindingCount: 0,
  remarkRules: [],
});

const open = (name = "dataset"): ReviewSnapshot => ({ dataset: { kind: "open", name, counts }, names: [name] });
const example = (id: string): CuratedExample => ({
  example: { form: "text", id, kind: "section", text: id },
  findings: [],
  findingDecisions: [],
  remarks: [],
});
const after = (state: ReviewState, ...actions: readonly ReviewAction[]): ReviewState =>
  actions.reduce(reduceReview, state);

/** Answers a page as the extension would. */
function page(state: ReviewState, offset: number, total = 250, locate?: string, locatedAt?: number): ReviewAction {
  const rows = Array.from({ length: Math.max(0, Math.min(PAGE_ROWS, total - offset)) }, (_, index) =>
    row(offset + index),
  );
  const found = { total, rows, ...(locatedAt !== undefined && { locatedAt }) };
  return { kind: "page", version: state.list.version, offset, locate, page: found };
}

/** The first page is there, and its first example read. */
const opened = (): ReviewState => {
  const state = after(INITIAL_REVIEW, { kind: "snapshot", snapshot: open() });
  return after(state, page(state, 0), { kind: "example", example: example("e0") });
};

describe("the state of a review", () => {
  it("asks for nothing before a dataset is open, then for the first page, and shows its first example", () => {
    expect(wantedBy(INITIAL_REVIEW)).toEqual({ pages: [] });
    const state = after(INITIAL_REVIEW, { kind: "snapshot", snapshot: open() });
    expect(wantedBy(state)).toEqual({ pages: [{ query: {}, offset: 0, limit: PAGE_ROWS }] });
    const paged = after(state, page(state, 0));
    expect(paged.selection).toMatchObject({ id: "e0", place: 0 });
    expect(wantedBy(paged)).toEqual({ pages: [], example: "e0" });
    expect(wantedBy(opened())).toEqual({ pages: [] });
  });

  it("asks for the pages that are scrolled to, and keeps few of very many", () => {
    let state = after(opened(), { kind: "range", first: 195, last: 210 });
    expect(wantedBy(state).pages.map(({ offset }) => offset)).toEqual([100, 200]);
    for (let offset = 0; offset < 100_000; offset += PAGE_ROWS) state = after(state, page(state, offset, 100_000));
    expect(state.list.pages.size).toBeLessThanOrEqual(20);
    expect(rowAt(state.list, 99_999)?.id).toBe("e99999");
    expect(rowAt(state.list, 0)).toBeUndefined();
  });

  it("leaves an answer to what was asked before the query changed", () => {
    const before = opened();
    const late = page(before, 0);
    const state = after(before, { kind: "filter", change: { kind: "use" } }, late);
    expect(state.list.total).toBeUndefined();
    expect(wantedBy(state).pages).toEqual([{ query: { kinds: ["use"] }, offset: 0, limit: PAGE_ROWS }]);
  });

  it("keeps the old rows in view after a change, asks for them again, and finds the selection at its new place", () => {
    const chosen = after(opened(), { kind: "select", place: 6 }, { kind: "example", example: example("e6") });
    const state = after(chosen, { kind: "changed", change: { ids: ["e5"], isReloaded: false } });
    expect(rowAt(state.list, 6)?.id).toBe("e6");
    expect(shownExample(state)?.example.id).toBe("e6");
    expect(wantedBy(state).pages).toEqual([{ query: {}, offset: 0, limit: PAGE_ROWS, locate: "e6" }]);
    const again = after(state, page(state, 0, 249, "e6", 5));
    expect(again.selection).toMatchObject({ id: "e6", place: 5 });
    expect(wantedBy(again)).toEqual({ pages: [] });
  });

  it("still shows an example that has left the list", () => {
    const state = after(opened(), { kind: "changed", change: { ids: ["e0"], isReloaded: false } });
    const again = after(state, page(state, 0, 249, "e0"), { kind: "example", example: example("e0") });
    expect(again.selection).toMatchObject({ id: "e0", place: 0 });
    expect(shownExample(again)?.example.id).toBe("e0");
  });

  it("lets nothing be decided about an example that has not come yet, or that changed since it was read", () => {
    const moved = after(opened(), { kind: "select", place: 1 });
    expect(shownExample(moved)).toBeUndefined();
    const outdated = after(opened(), { kind: "changed", change: { ids: [], isReloaded: true } });
    expect(shownExample(outdated)).toBeUndefined();
    expect(wantedBy(outdated).example).toBe("e0");
  });

  it("does not show an example that came after another was selected", () => {
    const moved = after(opened(), { kind: "select", place: 1 }, { kind: "example", example: example("e0") });
    expect(shownExample(moved)).toBeUndefined();
  });

  it("stays within the list when moving beyond its ends", () => {
    expect(after(opened(), { kind: "select", place: -1 }).selection?.place).toBe(0);
    expect(after(opened(), { kind: "select", place: 250 }).selection?.place).toBe(249);
  });

  it("selects a row that is not in memory as soon as it is", () => {
    const state = after(opened(), { kind: "select", place: 249 });
    expect(state.selection?.id).toBeUndefined();
    expect(wantedBy(state).pages.map(({ offset }) => offset)).toEqual([200]);
    expect(after(state, page(state, 200)).selection?.id).toBe("e249");
  });

  it("looks for an example wherever it is in the list", () => {
    const state = after(opened(), { kind: "find", id: "e123" });
    expect(wantedBy(state)).toEqual({
      pages: [{ query: {}, offset: 0, limit: PAGE_ROWS, locate: "e123" }],
      example: "e123",
    });
    expect(after(state, page(state, 0, 250, "e123", 123)).selection).toMatchObject({ id: "e123", place: 123 });
  });

  it("begins anew with another dataset, and leaves what was typed about the one before", () => {
    const typed = after(opened(), { kind: "draft", id: "e0", texts: ["other"] });
    const state = after(typed, { kind: "snapshot", snapshot: open("other") });
    expect(state).toMatchObject({ drafts: {}, selection: undefined, example: undefined });
    expect(wantedBy(state).pages).toHaveLength(1);
  });

  it("keeps filter, drafts and selection over a reload of the page", () => {
    const state = after(
      opened(),
      { kind: "select", place: 6 },
      { kind: "draft", id: "e6", texts: ["typed"] },
      { kind: "filter-open", isOpen: true },
    );
    const again = after(restoredReview(keptReview(state)), { kind: "snapshot", snapshot: open() });
    expect(again).toMatchObject({ drafts: { e6: ["typed"] }, isFilterOpen: true, filter: NO_FILTER });
    expect(wantedBy(again).pages).toEqual([{ query: {}, offset: 0, limit: PAGE_ROWS, locate: "e6" }]);
    expect(after(again, page(again, 0, 250, "e6", 6)).selection).toMatchObject({ id: "e6", place: 6 });
  });
});
