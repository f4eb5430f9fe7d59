import { expect, it } from "vitest";
import { cutToWidth, displayWidth, padToWidth } from "../../../src/cli/displayWidth.ts";

it.each([
  ["plain", 5],
  ["", 0],
  ["日本語", 6],
  ["한국어", 6],
  ["한국어".normalize("NFD"), 6],
  ["ﾊﾟｰ", 3],
  ["cafe\u0301", 4],
  ["हिन्दी", 3],
  ["\u200b\u200d", 0],
  ["🌳", 2],
  ["❤️", 2],
  ["❤", 1],
  ["👩🏽‍💻", 2],
  ["🇩🇪", 2],
  ["1️⃣ 3", 4],
  ["→ – …", 5],
  ["\u001b[32mgrün\u001b[39m", 4],
  // Shown as its picture.
  ["a\u0007", 2],
])("counts the columns of %j as %d", (text, width) => {
  expect(displayWidth(text)).toBe(width);
  expect(displayWidth(padToWidth(text, 8))).toBe(8);
});

it("cuts before the first character that has no room, and none in two", () => {
  expect(cutToWidth("abcdef", 3)).toBe("abc");
  expect(cutToWidth("日本語", 5)).toBe("日本");
  expect(cutToWidth("ae\u0301b", 2)).toBe("ae\u0301");
  expect(cutToWidth("a👩🏽‍💻b", 2)).toBe("a");
  expect(cutToWidth("日本語", 6)).toBe("日本語");
});
