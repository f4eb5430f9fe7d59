import { describe, expect, it } from "vitest";
import { parseNotNegative, parseShare } from "../../../src/cli/flags.ts";

describe("a flag's number", () => {
  it("may be 0 where it must not be negative", () => {
    expect(parseNotNegative("0")).toBe(0);
    expect(parseNotNegative("0.7")).toBe(0.7);
    for (const text of ["-1", "", "x", "Infinity"]) expect(() => parseNotNegative(text)).toThrow("Expected a number");
  });

  it("is above 0 and at most 1 where it is a share", () => {
    expect(parseShare("1")).toBe(1);
    expect(parseShare("0.05")).toBe(0.05);
    for (const text of ["0", "1.01", "-0.5", "all"]) expect(() => parseShare(text)).toThrow("Expected a number");
  });
});
