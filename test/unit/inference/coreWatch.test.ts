import { describe, expect, it } from "vitest";
import { at } from "../../../src/base/at.ts";
import { spareCores, watchCores } from "../../../src/inference/coreWatch.ts";

describe("watchCores", () => {
  const watch = (...times: [wallMs: number, busyMs: number, ownMs: number][]) => {
    let next = 0;
    return watchCores(() => {
      const [wallMs, busyMs, ownMs] = at(times, next++);
      return { wallMs, busyMs, ownMs };
    });
  };

  it("tells what others used since it was last asked, and not what this process did", () => {
    const othersBusy = watch([0, 0, 0], [1000, 1500, 1000], [2000, 3500, 2000]);
    expect(othersBusy()).toBeCloseTo(0.5);
    expect(othersBusy()).toBeCloseTo(1);
  });

  it("says the same again when asked too soon for the clocks to have ticked", () => {
    const othersBusy = watch([0, 0, 0], [1000, 800, 0], [1010, 830, 0], [2000, 800, 0]);
    expect(othersBusy()).toBeCloseTo(0.8);
    expect(othersBusy()).toBeCloseTo(0.8);
    expect(othersBusy()).toBe(0);
  });

  it("is never negative, however the clocks are rounded", () => {
    expect(watch([0, 0, 0], [100, 90, 100])()).toBe(0);
  });

  it("reads this machine", () => {
    expect(watchCores()()).toBeGreaterThanOrEqual(0);
  });
});

describe("spareCores", () => {
  it.each([
    [2, 0, 2],
    [2, 0.3, 2],
    [2, 0.5, 1],
    [2, 5, 1],
    [8, 2.2, 6],
    [1, 0, 1],
  ])("of %d cores with %d in use leaves %d", (cores, busy, spare) => {
    expect(spareCores(cores, busy)).toBe(spare);
  });
});
