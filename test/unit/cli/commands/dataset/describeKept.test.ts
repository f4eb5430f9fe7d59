import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { KeptBuild } from "../../../../../src/app/build/keepBuild.ts";
import { describeKept } from "../../../../../src/cli/commands/dataset/describeKept.ts";

const quiet: KeptBuild = {
  name: "dataset",
  path: "dataset.jsonl",
  report: {
    total: 3,
    added: 0,
    removed: 0,
    changed: 0,
    unchanged: 3,
    kept: 0,
    withheld: 0,
    stale: [],
    gone: [],
    moved: [],
    deletedSources: [],
  },
  effectiveCount: 3,
  excluded: {},
  revision: "0123456789abcdef",
  learnedFromDeleted: [],
};

describe("describeKept", () => {
  it("says nothing of what did not happen", () => {
    expect(describeKept(quiet, "/work")).toEqual(["revision 0123456789ab: 3 examples take part"]);
  });

  it("says what came, went, waits and takes no part", () => {
    const report = { ...quiet.report, added: 1200, changed: 2, kept: 4, withheld: 1 };
    expect(describeKept({ ...quiet, report, excluded: { secret: 1, duplicate: 2 } }, "/work")).toEqual([
      "1,200 added, 2 changed, 4 imported or written by hand and kept, 1 withheld until their findings are decided",
      "revision 0123456789ab: 3 examples take part; left out: 1 secret, 2 duplicate",
    ]);
  });

  it("says what looking at all sources together changed, on one line", () => {
    const settled = {
      duplicateCount: 3,
      newDuplicateCount: 1,
      drawnCount: 0,
      moved: [{ id: "a", from: "train", to: "test" }] as const,
      overruled: [],
      misplacedGroundedCount: 0,
    };
    expect(describeKept({ ...quiet, settled }, "/work")).toEqual([
      "over all sources: 1 left out as near-duplicates (3 in all), 1 moved to what is held out, because they are linked with it",
      "revision 0123456789ab: 3 examples take part",
    ]);
    expect(describeKept({ ...quiet, settled: { ...settled, newDuplicateCount: 0, moved: [] } }, "/work")).toHaveLength(
      1,
    );
  });

  it("names what became stale or lost its source, files that moved, and runs that know what is gone", () => {
    const place = (id: string) => ({ id, path: `docs/${id}.md` });
    const report = {
      ...quiet.report,
      stale: ["a", "b", "c", "d", "e", "f", "g"].map(place),
      gone: [place("x")],
      moved: [{ from: "old.md", to: "new.md", decisionCount: 2 }],
    };
    const learned = { exampleCount: 5, paths: ["docs/x.md"] };
    const adapter = join("/work", "runs", "r1", "adapter.gguf");
    const learnedFromDeleted = [
      { run: "r1", adapter, ...learned },
      { run: "r2", ...learned },
    ];
    const text = describeKept({ ...quiet, report, learnedFromDeleted }, "/work").join("\n");
    expect(text).toContain("old.md is new.md now: 2 decisions went with it");
    expect(text).toMatch(/7 decided, but the source says something else now: a \(docs\/a\.md\), .* 2 more/);
    expect(text).toContain("1 decided, but the source is gone: x (docs/x.md)");
    const what = "learned from 5 examples of files that are gone or no longer learned from (docs/x.md)";
    expect(text).toContain(`run r1 ${what}: ${join("runs", "r1", "adapter.gguf")} still knows them`);
    expect(text).toContain(`run r2 ${what}: it has made no adapter so far`);
  });
});
