import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { afterWork } from "../../../src/base/afterWork.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** When the time is over of work that gets this share of a processor; undefined for not within ten minutes. */
async function endOf(share: (ms: number) => number | undefined): Promise<number | undefined> {
  const start = performance.now();
  let end: number | undefined;
  const used = () => share(performance.now() - start);
  const cancel = afterWork(10_000, used, () => (end = performance.now() - start));
  await vi.advanceTimersByTimeAsync(600_000);
  cancel();
  return end === undefined ? undefined : Math.round(end / 1000);
}

describe("afterWork", () => {
  it("is when a processor worked so long, which takes longer on a machine that does other things as well", async () => {
    expect(await endOf((ms) => ms)).toBe(10);
    expect(await endOf((ms) => ms / 2)).toBe(20);
    expect(await endOf((ms) => ms / 20)).toBe(200);
  });

  it("is when the work rests", async () => {
    expect(await endOf(() => 500)).toBe(10);
    expect(await endOf((ms) => Math.min(ms / 2, 6000))).toBeLessThan(25);
  });

  it("is a good deal later where nobody tells how long a processor worked", async () => {
    expect(await endOf(() => undefined)).toBe(60);
  });

  it("is never when it was called off", async () => {
    const onSpent = vi.fn();
    const cancel = afterWork(10, () => 0, onSpent);
    cancel();
    await vi.advanceTimersByTimeAsync(1000);
    expect(onSpent).not.toHaveBeenCalled();
  });
});
