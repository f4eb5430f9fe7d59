import { describe, expect, it } from "vitest";
import { isTurn, sparingly } from "../../../src/base/sparingly.ts";

describe("sparingly", () => {
  it("drops what follows the last report within 100 ms, and nothing else", () => {
    const passed: number[] = [];
    let now = 5;
    const report = sparingly(
      (value: number) => passed.push(value),
      () => false,
      () => now,
    );
    for (const [ms, value] of [
      [5, 1],
      [104, 2],
      [105, 3],
      [204, 4],
      [300, 5],
    ] as const) {
      now = ms;
      report(value);
    }
    expect(passed).toEqual([1, 3, 5]);
  });

  it("passes on news at once, compared with what was passed on last", () => {
    const passed: number[] = [];
    const report = sparingly(
      ({ done }: { done: number; total: number }) => passed.push(done),
      isTurn,
      () => 0,
    );
    for (const done of [0, 1, 2, 10, 0, 3, 10]) report({ done, total: 10 });
    expect(passed).toEqual([0, 10, 0, 10]);
  });
});
