import { describe, expect, it } from "vitest";
import type { DatasetCounts } from "../../../../src/core/curatedQuery.ts";
import { type DatasetTabView, NOTHING_MEASURED } from "../../../../src/protocol/datasetTab.ts";
import {
  chosenKinds,
  type DatasetAction,
  INITIAL_DATASET,
  importOptionsOf,
  isSameForm,
  keptDataset,
  reduceDataset,
  restoredDataset,
  splitFormOf,
  wantedOf,
} from "../../../../src/webview/dataset/state.ts";

const counts = { total: 3 } as DatasetCounts;
const view = (change: Partial<DatasetTabView> = {}): DatasetTabView => ({
  dataset: { kind: "open", name: "dataset", counts },
  names: ["dataset"],
  kinds: [
    { name: "section", description: "", onByDefault: true },
    { name: "commit", description: "", onByDefault: false },
  ],
  importFormats: [],
  exportFormats: [],
  ...NOTHING_MEASURED,
  ...change,
});
const shows = (change: Partial<DatasetTabView> = {}): DatasetAction => ({ kind: "view", view: view(change) });
const after = (...actions: readonly DatasetAction[]) => actions.reduce(reduceDataset, INITIAL_DATASET);
const here = { name: "tiny", isHere: true };

describe("the Dataset tab", () => {
  it("opens one form at a time, and closes it by the same action", () => {
    expect(after({ kind: "form", form: "split" }, { kind: "form", form: "scan" }).form).toBe("scan");
    expect(after({ kind: "form", form: "split" }, { kind: "form", form: "split" }).form).toBeUndefined();
  });

  it("builds the kinds of the last build, the usual ones before any, and those that were chosen", () => {
    const facts = { fileCount: 1, clusterCount: 0, duplicateCount: 0, findings: [], revisions: [] };
    expect(chosenKinds(after(shows()))).toEqual(["section"]);
    const built = { at: "", kinds: ["commit"] };
    const state = after(shows({ facts: { ...facts, built } }));
    expect(chosenKinds(state)).toEqual(["commit"]);
    const more = reduceDataset(state, { kind: "kind", name: "section", isChosen: true });
    expect(chosenKinds(more)).toEqual(["commit", "section"]);
    expect(chosenKinds(reduceDataset(more, { kind: "kind", name: "commit", isChosen: false }))).toEqual(["section"]);
  });

  it("leaves what was chosen for another dataset", () => {
    const chosen = after(shows(), { kind: "kind", name: "commit", isChosen: true }, { kind: "versions", before: "x" });
    const other = reduceDataset(chosen, shows({ dataset: { kind: "open", name: "other", counts } }));
    expect(other).toMatchObject({ kinds: undefined, before: undefined });
  });

  it("opens the import with a file that a command chose, and forgets the columns of the one before", () => {
    const first = after(shows({ importing: { path: "/a.csv", options: { format: "columns" } } }));
    expect(first.form).toBe("import");
    const mapped = reduceDataset(first, { kind: "mapping", use: "question", column: "Title" });
    expect(importOptionsOf(mapped)).toEqual({ format: "columns", mapping: { question: "Title" } });
    expect(importOptionsOf(reduceDataset(mapped, { kind: "mapping", use: "question", column: "" }))).toEqual({
      format: "columns",
    });
    expect(reduceDataset(mapped, shows({ importing: { path: "/b.csv", options: {} } })).mapping).toEqual({});
  });

  it("takes shares in any unit, and says which field is wrong", () => {
    const text = { train: "8", validation: "1", test: "1", seed: "7", thaws: false };
    expect(splitFormOf(text)).toEqual({
      form: { seed: 7, shares: { train: 8, validation: 1, test: 1 }, thaws: false },
    });
    expect(splitFormOf({ ...text, train: "0" })).toEqual({ wrong: "shares" });
    expect(splitFormOf({ ...text, test: "-1" })).toEqual({ wrong: "shares" });
    expect(splitFormOf({ ...text, validation: "many" })).toEqual({ wrong: "shares" });
    expect(splitFormOf({ ...text, seed: "1.5" })).toEqual({ wrong: "seed" });
  });

  it("keeps what was typed, not what the extension knows", () => {
    const state = after(shows(), { kind: "form", form: "split" }, { kind: "split", change: { seed: "4" } });
    const restored = restoredDataset(structuredClone(keptDataset(state)));
    expect(restored).toMatchObject({ form: "split", split: { seed: "4", train: "80" } });
    expect(restored.view).toBeUndefined();
    expect(restoredDataset(undefined)).toEqual(INITIAL_DATASET);
  });
});

describe("what the tab has found out", () => {
  it("is the split, and the lengths if the model is here", () => {
    expect(wantedOf(after(shows()), here)).toEqual(["splits", "lengths"]);
    expect(wantedOf(after(shows()), { ...here, isHere: false })).toEqual(["splits"]);
    expect(wantedOf(after(shows()), undefined)).toEqual(["splits"]);
  });

  it("is nothing where there is no dataset, or an empty one", () => {
    expect(wantedOf(after(shows({ dataset: { kind: "none" } })), here)).toEqual([]);
    const empty = { kind: "open", name: "dataset", counts: { ...counts, total: 0 } } as const;
    expect(wantedOf(after(shows({ dataset: empty })), here)).toEqual([]);
  });

  it("is not asked for again while it is measured, after it failed, or when only something was decided", () => {
    for (const state of ["measuring", "failed", "ready", "outdated"] as const) {
      expect(wantedOf(after(shows({ splits: { state }, lengths: { state } })), here)).toEqual([]);
    }
  });

  it("is measured anew for another model", () => {
    const value = { modelName: "other", count: 0, total: 0, longest: 0, bins: [], maxTokens: 1 };
    const lengths = { state: "ready", value: { ...value, quantiles: { p50: 0, p90: 0, p99: 0 } } } as const;
    expect(wantedOf(after(shows({ splits: { state: "ready" }, lengths })), here)).toEqual(["lengths"]);
  });

  it("is what an open form needs", () => {
    const measured = shows({ splits: { state: "ready" }, lengths: { state: "ready" } });
    const open = (form: "scan" | "duplicates" | "difference" | "export" | "build") =>
      wantedOf(after(measured, { kind: "form", form }), here);
    expect(open("scan")).toEqual(["scan"]);
    expect(open("duplicates")).toEqual(["duplicates"]);
    expect(open("difference")).toEqual(["versions"]);
    expect(open("export")).toEqual(["exportable"]);
    expect(open("build")).toEqual([]);
  });

  it("is tried again for another export", () => {
    const form = { format: "csv", bySplit: false, withProvenance: true };
    const value = { form, heldCount: 1, unheldCount: 0, reasons: {}, excluded: {}, isFolder: false };
    const tried = shows({
      splits: { state: "ready" },
      lengths: { state: "ready" },
      exportable: { state: "ready", value },
    });
    const state = after(tried, { kind: "form", form: "export" }, { kind: "export", change: form });
    expect(wantedOf(state, here)).toEqual([]);
    expect(wantedOf(reduceDataset(state, { kind: "export", change: { bySplit: true } }), here)).toEqual(["exportable"]);
    expect(isSameForm(form, { ...form, format: "tsv" })).toBe(false);
  });
});
