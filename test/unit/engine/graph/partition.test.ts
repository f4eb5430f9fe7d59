import { expect, it } from "vitest";
import { pullback } from "../../../../src/engine/grad.ts";
import { constant, input } from "../../../../src/engine/graph/leaf.ts";
import { peakBytes } from "../../../../src/engine/graph/liveness.ts";
import { savedTensors } from "../../../../src/engine/graph/partition.ts";
import { add, mul, sigmoid, silu, sqrt } from "../../../../src/engine/ops/elementwise.ts";
import { matmul } from "../../../../src/engine/ops/linalg.ts";
import { reshape } from "../../../../src/engine/ops/movement.ts";

const [x, w, v] = [input("x", [4, 8]), input("w", [8, 8]), input("v", [8, 2])];
const hidden = matmul(x, w);
const activated = silu(hidden);
const y = matmul(activated, v);
const dy = input("dy", [4, 2]);
const backward = pullback(y, dy, [w, v]);
const isProduct = (tensor: { op: { name: string } }): boolean => tensor.op.name === "matmul";

it("saves what is worth keeping and nothing the backward pass can do without", () => {
  // The output is a product too, but nothing reads it on the way back.
  expect(savedTensors([y], backward, isProduct)).toEqual([hidden]);
});

it("saves the first worthy tensor on each way back, not what lies behind it", () => {
  expect(savedTensors([y], backward, () => true)).toEqual([hidden, activated]);
});

it("saves nothing when nothing is worth it, and never an input or a constant", () => {
  expect(savedTensors([y], backward, () => false)).toEqual([]);
  const c = constant([1, 2], [2]);
  const z = mul(input("z", [2]), c);
  expect(savedTensors([z], pullback(z, input("dz", [2]), [z.inputs[0] ?? z]), () => true)).toEqual([]);
});

it("counts the bytes that are alive at once", () => {
  const a = input("a", [256]); // fed: not counted
  const b = sqrt(a); // 1 KiB
  const c = sigmoid(b); // 1 KiB while b lives
  const d = add(b, c); // 3 KiB: the peak
  const e = sqrt(d); // 2 KiB
  expect(peakBytes([e])).toBe(3 * 1024);
  expect(peakBytes([reshape(e, [16, 16])])).toBe(3 * 1024);
  // d is fed instead of computed.
  expect(peakBytes([e], new Set([d]))).toBe(1024);
});

it("counts outputs as alive to the end", () => {
  const a = input("a", [256]);
  const [b, c] = [sqrt(a), sigmoid(a)];
  expect(peakBytes([b, c, sqrt(c)])).toBe(3 * 1024);
});
