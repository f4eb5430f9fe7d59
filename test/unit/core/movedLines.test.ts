import { expect, it } from "vitest";
import { movedLines } from "../../../src/core/movedLines.ts";

const lines = { start: 10, end: 14 };

it.each([
  ["stay where they are when a line below them changes", { start: 15, end: 20 }, 1, { start: 10, end: 14 }],
  ["move down when lines come in above", { start: 3, end: 3 }, 3, { start: 12, end: 16 }],
  ["move up when lines above go", { start: 3, end: 5 }, 1, { start: 8, end: 12 }],
  ["grow by what is written within them", { start: 12, end: 12 }, 4, { start: 10, end: 17 }],
  ["shrink by what is deleted within them", { start: 11, end: 13 }, 1, { start: 10, end: 12 }],
  ["take in what replaced their beginning", { start: 8, end: 11 }, 1, { start: 8, end: 11 }],
  ["are one line when all of them is replaced by one", { start: 9, end: 16 }, 1, { start: 9, end: 9 }],
])("lines %s", (_, replaced, lineCount, expected) => {
  expect(movedLines(lines, replaced, lineCount)).toEqual(expected);
});
