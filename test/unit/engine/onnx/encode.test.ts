import { expect, it } from "vitest";
import { constant, input } from "../../../../src/engine/graph/leaf.ts";
import { encode } from "../../../../src/engine/onnx/encode.ts";
import { add, mul, scale } from "../../../../src/engine/ops/elementwise.ts";
import { matmul } from "../../../../src/engine/ops/linalg.ts";
import { evaluateGraph } from "../../../support/evaluateGraph.ts";

const values = async (...args: Parameters<typeof evaluateGraph>): Promise<Record<string, number[]>> =>
  Object.fromEntries(Object.entries(await evaluateGraph(...args)).map(([name, list]) => [name, [...list]]));

it("asks for the inputs that its outputs need, and no others", () => {
  const [a, b] = [input("a", [2]), input("b", [2])];
  const [doubled, product] = [scale(a, 2), mul(a, b)];
  expect(encode({ doubled }).inputs).toEqual([{ name: "a", dtype: "float32", shape: [2] }]);
  expect(encode({ doubled, product }).inputs.map(({ name }) => name)).toEqual(["a", "b"]);
});

it("feeds a cut tensor instead of computing it", async () => {
  const a = input("a", [2]);
  const doubled = scale(a, 2);
  const y = mul(doubled, doubled);
  const program = encode({ y }, { cut: new Map([[doubled, "saved"]]) });
  expect(program.inputs).toEqual([{ name: "saved", dtype: "float32", shape: [2] }]);
  expect(await values({ y }, { saved: [3, 4] }, { names: new Map([[doubled, "saved"]]) })).toEqual({ y: [9, 16] });
});

it("gives a tensor asked for twice, an input and a constant as outputs", async () => {
  const a = input("a", [2]);
  const y = scale(a, 3);
  const outputs = { first: y, second: y, fed: a, fixed: constant([5, 6], [2]) };
  expect(await values(outputs, { a: [1, 2] })).toEqual({ first: [3, 6], second: [3, 6], fed: [1, 2], fixed: [5, 6] });
});

it("gives an output that another output is computed from", async () => {
  const a = input("a", [2]);
  const y = scale(a, 3);
  expect(await values({ y, z: mul(y, y) }, { a: [1, 2] })).toEqual({ y: [3, 6], z: [9, 36] });
});

it("adds to a product that stays visible, is read twice, or meets another product", async () => {
  const [a, b] = [input("a", [1, 2]), input("b", [2, 1])];
  const feeds = { a: [1, 2], b: [3, 4] }; // a b = 11
  const product = (alpha: number) => matmul(a, b, { alpha });
  const visible = product(1);
  expect(await values({ visible, y: add(visible, input("c", [1, 1])) }, { ...feeds, c: [0.5] })).toEqual({
    visible: [11],
    y: [11.5],
  });
  const twice = product(1);
  expect(await values({ y: add(twice, twice) }, feeds)).toEqual({ y: [22] });
  const read = product(1);
  expect(await values({ y: add(add(read, product(2)), mul(read, read)) }, feeds)).toEqual({ y: [154] });
  expect(await values({ y: add(product(2), product(-1)) }, feeds)).toEqual({ y: [11] });
});

it("does not scale what is added to a scaled product, and broadcasts a bias", async () => {
  const [a, b] = [input("a", [2, 2]), input("b", [2, 2])];
  const feeds = { a: [1, 0, 0, 1], b: [1, 2, 3, 4], bias: [10, 20], c: [1, 1, 1, 1] };
  const product = matmul(a, b, { alpha: 2 });
  expect(await values({ y: add(product, input("c", [2, 2])) }, feeds)).toEqual({ y: [3, 5, 7, 9] });
  expect(await values({ y: add(input("bias", [2]), matmul(a, b)) }, feeds)).toEqual({ y: [11, 22, 13, 24] });
});
