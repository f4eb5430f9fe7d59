import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { followTyping } from "../../../../src/app/asking/followTyping.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function begun() {
  const told: string[] = [];
  return { told, ...followTyping((text) => told.push(text), 250) };
}

it("tells whole words as soon as they are typed, each text once", () => {
  const typing = begun();
  for (const text of ["h", "ho", "how", "how ", "how i", "how is", "how is "]) typing.typed(text);
  expect(typing.told).toEqual(["", "how", "how is"]);
});

it("tells all of it in a pause", () => {
  const typing = begun();
  typing.typed("how is");
  vi.advanceTimersByTime(240);
  expect(typing.told).toEqual(["how"]);
  vi.advanceTimersByTime(20);
  expect(typing.told).toEqual(["how", "how is"]);
});

it("tells nothing more when it was stopped, and begins anew after that", () => {
  const typing = begun();
  typing.typed("how is");
  typing.stop();
  vi.advanceTimersByTime(1000);
  expect(typing.told).toEqual(["how"]);
  typing.typed("how is");
  expect(typing.told).toEqual(["how", "how"]);
});
