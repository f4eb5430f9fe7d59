import { describe, expect, it } from "vitest";
import { parseBytes, parseNotNegative, parseShare } from "../../../src/cli/flags.ts";

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

describe("parseBytes", () => {
  it.each([
    ["500MB", 500_000_000],
    ["2 GB", 2_000_000_000],
    ["1.5g", 1_500_000_000],
    ["4096", 4096],
    ["10kB", 10_000],
  ])("reads %s", (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it.each(["", "0", "much", "-1MB", "5XB", "NaN"])("refuses %s", (text) => {
    expect(() => parseBytes(text)).toThrow("such as 500MB");
  });
});
