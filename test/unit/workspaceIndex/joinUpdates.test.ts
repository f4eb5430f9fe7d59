import { describe, expect, it } from "vitest";
import type { IndexProgress, IndexUpdate } from "../../../src/core/search.ts";
import { joinUpdates, type WantedUpdate } from "../../../src/workspaceIndex/joinUpdates.ts";

const DONE: IndexUpdate = {
  indexedFiles: 0,
  removedFiles: 0,
  unchangedFiles: 0,
  indexedPassages: 0,
  tookMs: 1,
  remarks: [],
};

/** Updates that each test ends by hand. */
function controlled() {
  const runs: { wanted: WantedUpdate; end: () => void; fail: (error: Error) => void; signal: AbortSignal }[] = [];
  const reports: ((progress: IndexProgress) => void)[] = [];
  const update = joinUpdates(
    (wanted, report, signal) =>
      new Promise((resolve, reject) => {
        reports.push(report);
        signal.addEventListener("abort", () => reject(signal.reason as Error));
        runs.push({ wanted, end: () => resolve(DONE), fail: reject, signal });
      }),
  );
  const settled = async () => new Promise((resolve) => setTimeout(resolve, 5));
  return { update, runs, reports, settled };
}

describe("updates that are asked for at once", () => {
  it("run one after another, and those that wait become one that looks at all they name", async () => {
    const { update, runs, settled } = controlled();
    const first = update({ paths: ["a"] });
    await settled();
    const waiting = [update({ paths: ["b"] }), update({ paths: ["c", "b"], maxBytes: 9 }), update({ paths: ["d"] })];
    await settled();
    expect(runs.map(({ wanted }) => wanted.paths)).toEqual([["a"]]);
    runs[0]?.end();
    await first;
    await settled();
    expect(runs.map(({ wanted }) => wanted.paths)).toEqual([["a"], ["b", "c", "d"]]);
    expect(runs[1]?.wanted.maxBytes).toBe(9);
    runs[1]?.end();
    expect(await Promise.all(waiting)).toEqual([DONE, DONE, DONE]);
  });

  it("look at everything where one of them is to", async () => {
    const { update, runs, settled } = controlled();
    const all = [update({ paths: ["a"] }), update({})];
    await settled();
    expect(runs.map(({ wanted }) => wanted.paths)).toEqual([undefined]);
    runs[0]?.end();
    await Promise.all(all);
  });

  it("go on after one that failed, and tell all who waited for it", async () => {
    const { update, runs, settled } = controlled();
    const both = [update({ paths: ["a"] }), update({ paths: ["b"] })].map((each) =>
      each.catch((error: unknown) => (error as Error).message),
    );
    await settled();
    runs[0]?.fail(new Error("no space"));
    expect(await Promise.all(both)).toEqual(["no space", "no space"]);
    const after = update({ paths: ["c"] });
    await settled();
    runs[1]?.end();
    expect(await after).toBe(DONE);
  });

  it("stop when all who wait for them have aborted, and not before", async () => {
    const { update, runs, reports, settled } = controlled();
    const [one, two] = [new AbortController(), new AbortController()];
    const seen: string[] = [];
    const first = update({ paths: ["a"] }, () => seen.push("one"), one.signal);
    const second = update({ paths: ["b"] }, () => seen.push("two"), two.signal);
    await settled();
    reports[0]?.({ phase: "discover" });
    one.abort(new Error("one left"));
    await expect(first).rejects.toThrow("one left");
    expect(runs[0]?.signal.aborted).toBe(false);
    reports[0]?.({ phase: "discover" });
    expect(seen).toEqual(["one", "two", "two"]);
    two.abort(new Error("two left"));
    await expect(second).rejects.toThrow("two left");
    expect(runs[0]?.signal.aborted).toBe(true);
  });

  it("are not begun for one who has aborted already", async () => {
    const { update, runs, settled } = controlled();
    await expect(update({}, undefined, AbortSignal.abort(new Error("never mind")))).rejects.toThrow("never mind");
    await settled();
    expect(runs).toEqual([]);
  });
});
