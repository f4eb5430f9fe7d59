import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatLoss,
  formatTable,
  sideBySide,
  sparkline,
  wrap,
} from "../../../src/cli/format.ts";

describe("format", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [98_400_000, "98.4 MB"],
    [999_600, "1.0 MB"],
    [123_456_789, "123 MB"],
    [1_536_000_000, "1.5 GB"],
  ])("writes %d bytes as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0.4, "0 s"],
    [42, "42 s"],
    [59.7, "1 min 00 s"],
    [200, "3 min 20 s"],
    [7500, "2 h 05 min"],
    [Number.NaN, "?"],
    [Infinity, "?"],
  ])("writes %d seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it("parts thousands and keeps three digits of a loss", () => {
    expect(formatCount(1234567.4)).toBe("1,234,567");
    expect(formatLoss(2.34567)).toBe("2.346");
    expect(formatLoss(1234.5678)).toBe("1234.6");
  });

  it("draws the last values between their least and their largest", () => {
    expect(sparkline([0, 1, 2, 3], 3)).toBe("▁▅█");
    expect(sparkline([5, 5, 5], 8)).toBe("▁▁▁");
    expect(sparkline([], 8)).toBe("");
    expect(sparkline([1, Number.NaN, 2], 8)).toBe("▁█");
  });

  it("makes each column as wide as its widest cell and ends no line with spaces", () => {
    expect(
      formatTable([
        ["a", "bb"],
        ["ccc", ""],
        ["d", "e"],
      ]),
    ).toBe("a    bb\nccc\nd    e");
  });

  it("aligns what is wider or narrower than it has characters", () => {
    const table = formatTable([
      ["名前", "x"],
      ["\u001b[1mab\u001b[22m", "x"],
      ["e\u0301e\u0301e\u0301", "x"],
      ["👩‍👩‍👧", "x"],
    ]);
    expect(table.split("\n")).toEqual([
      "名前  x",
      "\u001b[1mab\u001b[22m    x",
      "e\u0301e\u0301e\u0301   x",
      "👩‍👩‍👧    x",
    ]);
    expect(sideBySide("日本語のテキスト", "ab", 23)).toBe("日本語のテ │ ab\nキスト     │");
    expect(wrap("名前 日本語", 6)).toEqual(["名前", "日本語"]);
    expect(wrap("👩‍👩‍👧👩‍👩‍👧", 2)).toEqual(["👩‍👩‍👧", "👩‍👩‍👧"]);
  });

  it("breaks lines at spaces, and words that are too long", () => {
    expect(wrap("one two three", 8)).toEqual(["one two", "three"]);
    expect(wrap("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
    expect(wrap("a\n\nb", 8)).toEqual(["a", "", "b"]);
  });

  it("puts two texts next to each other in equal columns", () => {
    expect(sideBySide("left side text", "right", 23)).toBe("left side  │ right\ntext       │");
  });
});
