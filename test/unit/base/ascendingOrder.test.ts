import { describe, expect, it } from "vitest";
import { at } from "../../../src/base/at.ts";
import { ascendingOrder } from "../../../src/base/ascendingOrder.ts";
import { Random } from "../../../src/engine/data/random.ts";

describe("ascendingOrder", () => {
  it("orders as a stable sort does, whatever the numbers and however many are equal", () => {
    const random = new Random(1);
    for (let count = 0; count < 60; count++) {
      const values = Float64Array.from({ length: count }, () => (random.integer(count) - 9) / 7);
      const expected = Array.from(values.keys()).sort((a, b) => at(values, a) - at(values, b) || a - b);
      expect([...ascendingOrder(values)]).toEqual(expected);
    }
  });
});
