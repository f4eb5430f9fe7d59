import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchReading } from "../../../src/base/watchReading.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("tells of what it reads otherwise than the time before, not of what it read first, until it is disposed", async () => {
  let value: unknown = ["a"];
  const onChange = vi.fn();
  const watch = watchReading(async () => value, 1_000, onChange);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(onChange).not.toHaveBeenCalled();
  value = ["a", "b"];
  await vi.advanceTimersByTimeAsync(1_000);
  expect(onChange).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(onChange).toHaveBeenCalledTimes(1);
  watch[Symbol.dispose]();
  value = [];
  await vi.advanceTimersByTimeAsync(3_000);
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

it("goes on after a reading that failed, and tells when one succeeds", async () => {
  const read = vi.fn(async () => 1).mockRejectedValueOnce(new Error("not there"));
  const onChange = vi.fn();
  const watch = watchReading(read, 1_000, onChange);
  await vi.advanceTimersByTimeAsync(1_000);
  watch[Symbol.dispose]();
  expect(onChange).toHaveBeenCalledTimes(1);
});
