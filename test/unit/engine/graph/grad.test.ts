import { expect, it } from "vitest";
import { grad, pullback } from "../../../../src/engine/grad.ts";
import { constant, input } from "../../../../src/engine/graph/leaf.ts";
import type { Tensor } from "../../../../src/engine/graph/tensor.ts";
import { add, mul } from "../../../../src/engine/ops/elementwise.ts";
import { customGradient } from "../../../../src/engine/ops/customGradient.ts";
import { gather } from "../../../../src/engine/ops/indexing.ts";
import { evaluateGraph } from "../../../support/evaluateGraph.ts";

/** The gradients of `y` with respect to `wrt`, as numbers. */
async function gradients(y: Tensor, wrt: readonly Tensor[], feeds: Record<string, number[]>): Promise<number[][]> {
  const found = grad(y, wrt);
  const values = await evaluateGraph(Object.fromEntries(found.map((tensor, i) => [`g${i}`, tensor])), feeds);
  return found.map((_, i) => [...(values[`g${i}`] ?? [])]);
}

it("adds the cotangents of every use of a tensor", async () => {
  const x = input("x", []);
  // y = x (x + x^2): dy = 2x + 3x^2
  const y = mul(x, add(x, mul(x, x)));
  expect(await gradients(y, [x], { x: [2] })).toEqual([[16]]);
});

it("differentiates through a target to a target behind it", async () => {
  const x = input("x", []);
  const middle = mul(x, x);
  const y = mul(middle, middle);
  expect(await gradients(y, [middle, x], { x: [3] })).toEqual([[18], [108]]);
});

it("gives the loss itself a gradient of 1", async () => {
  const x = input("x", []);
  const y = mul(x, x);
  expect(await gradients(y, [y], { x: [3] })).toEqual([[1]]);
});

it("stops at a hand-written gradient", async () => {
  const x = input("x", []);
  const y = customGradient(mul(x, x), [x], (ct) => [() => mul(ct, x)]);
  expect(await gradients(y, [x], { x: [3] })).toEqual([[3]]);
});

it("does not build what no target needs", () => {
  const [a, b] = [input("a", []), input("b", [])];
  const called: string[] = [];
  const y = customGradient(add(a, b), [a, b], (ct) => [() => (called.push("a"), ct), () => (called.push("b"), ct)]);
  grad(y, [a]);
  expect(called).toEqual(["a"]);
});

it("refuses a loss that is no scalar", () => {
  const x = input("x", [2]);
  expect(() => grad(x, [x])).toThrow("grad needs a scalar loss, got shape [2]");
});

it("refuses a target that the loss does not depend on", () => {
  const [x, other] = [input("x", []), input("other", [])];
  expect(() => grad(mul(x, x), [other])).toThrow(/does not depend on tensor \d+ \(input\)/);
});

it("refuses to differentiate with respect to an index", () => {
  const index = constant([0], [1], "int32");
  const y = gather(input("table", [1, 1]), index);
  expect(() => pullback(y, y, [index])).toThrow(/does not depend on tensor \d+ \(constant\)/);
});

it("refuses a cotangent of another shape than the output", () => {
  const x = input("x", [2, 3]);
  expect(() => pullback(x, input("ct", [3]), [x])).toThrow("pullback: cotangent [3] for output [2, 3]");
});
