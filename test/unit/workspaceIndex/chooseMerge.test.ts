import { describe, expect, it } from "vitest";
import { chooseMerge, MAX_SEGMENTS, type SegmentSize } from "../../../src/workspaceIndex/chooseMerge.ts";

const full = (size: number): SegmentSize => ({ size, liveSize: size });

describe("choosing segments to merge", () => {
  it("leaves few full segments alone", () => {
    expect(chooseMerge([])).toBeUndefined();
    expect(chooseMerge(Array.from({ length: MAX_SEGMENTS }, () => full(10)))).toBeUndefined();
  });

  it("rewrites a segment of which more than a third is garbage, and one of which nothing lives", () => {
    expect(chooseMerge([full(9), { size: 9, liveSize: 6 }])).toBeUndefined();
    expect(chooseMerge([full(9), { size: 9, liveSize: 5 }])).toEqual([1]);
    expect(chooseMerge([{ size: 0, liveSize: 0 }, full(9)])).toEqual([0]);
  });

  it("merges the small ones and leaves the large one, so that an edit does not rewrite the index", () => {
    const segments = [full(100_000), ...Array.from({ length: MAX_SEGMENTS }, () => full(1))];
    expect(chooseMerge(segments)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("rewrites a passage a logarithmic number of times over many edits", () => {
    let segments: SegmentSize[] = [];
    let written = 0;
    for (let edit = 0; edit < 1000; edit++) {
      segments.push(full(1));
      for (let chosen = chooseMerge(segments); chosen !== undefined; chosen = chooseMerge(segments)) {
        const merged = chosen.reduce((sum, index) => sum + (segments[index]?.liveSize ?? 0), 0);
        written += merged;
        segments = [...segments.filter((_, index) => !chosen?.includes(index)), full(merged)];
      }
    }
    expect(segments.length).toBeLessThanOrEqual(MAX_SEGMENTS);
    expect(written / 1000).toBeLessThan(20);
  });
});
