import { describe, expect, it } from "vitest";
import {
  concernChoices,
  conditionCount,
  kindChoices,
  NO_FILTER,
  queryOf,
} from "../../../../src/webview/review/filter.ts";
import type { DatasetCounts } from "../../../../src/core/curatedQuery.ts";

const counts: DatasetCounts = {
  total: 12,
  effective: 8,
  byState: { proposed: 10, accepted: 1, rejected: 1, flagged: 0 },
  bySplit: { train: 10, validation: 1, test: 1, none: 0 },
  byKind: { use: 2, section: 10 },
  excluded: { rejected: 1, secret: 3 },
  stale: { changed: 0, deleted: 2 },
  edited: 0,
  withNote: 0,
  byTag: {},
  findings: { total: 3, undecided: 1 },
  byRemark: { "too-long": 4 },
  reviewed: 2,
};

describe("the filter of a review", () => {
  it("asks for everything when nothing is chosen", () => expect(queryOf(NO_FILTER)).toEqual({}));

  it("asks for all that is chosen at once", () => {
    const filter = {
      ...NO_FILTER,
      text: "  budding ",
      state: "proposed",
      kind: "section",
      split: "test",
      tag: "good",
      sort: "length",
      isDescending: true,
    } as const;
    expect(queryOf(filter)).toEqual({
      text: "budding",
      states: ["proposed"],
      kinds: ["section"],
      splits: ["test"],
      tags: ["good"],
      sort: "length",
      descending: true,
    });
    expect(conditionCount(filter)).toBe(4);
  });

  it.each([
    ["findings:undecided", { findings: "undecided" }],
    ["findings:any", { findings: "any" }],
    ["stale:changed", { staleness: ["changed"] }],
    ["stale:deleted", { staleness: ["deleted"] }],
    ["excluded:none", { excluded: ["none"] }],
    ["excluded:duplicate", { excluded: ["duplicate"] }],
    ["remark:too-long", { remarks: ["too-long"] }],
  ])("takes the concern %s for a condition of its own", (concern, query) => {
    expect(queryOf({ ...NO_FILTER, concern })).toEqual(query);
  });

  it("offers what the dataset has, the most frequent first, with how many", () => {
    expect(kindChoices(counts, "").map(({ label }) => label)).toEqual(["Any kind", "section (10)", "use (2)"]);
    expect(concernChoices(counts, "").map(({ value }) => value)).toEqual([
      "",
      "findings:undecided",
      "findings:any",
      "stale:deleted",
      "excluded:none",
      "excluded:rejected",
      "excluded:secret",
      "remark:too-long",
    ]);
  });

  it("keeps offering what is chosen though nothing of it is left", () => {
    expect(kindChoices(counts, "commit").at(-1)).toEqual({ value: "commit", label: "commit (0)" });
    expect(concernChoices(counts, "stale:changed").some(({ value }) => value === "stale:changed")).toBe(true);
  });
});
