import { expect, it } from "vitest";
import { spreadOver } from "../../../src/base/spreadOver.ts";

it("takes items at equal distances, each once and in order", () => {
  const items = Array.from({ length: 10 }, (_, index) => index);
  expect(spreadOver(items, 5)).toEqual([0, 2, 4, 6, 8]);
  expect(spreadOver(items, 3)).toEqual([0, 3, 6]);
  expect(spreadOver(items, 7)).toEqual([0, 1, 2, 4, 5, 7, 8]);
});

it("takes all where there are no more, and none of none", () => {
  expect(spreadOver(["a", "b"], 5)).toEqual(["a", "b"]);
  expect(spreadOver([], 5)).toEqual([]);
  expect(spreadOver(["a"], 0)).toEqual([]);
});
