import { expect, it } from "vitest";
import { input } from "../../../../src/engine/graph/leaf.ts";
import { encode } from "../../../../src/engine/onnx/encode.ts";
import { mul, scale } from "../../../../src/engine/ops/elementwise.ts";
import { chooseDevice } from "../../../../src/engine/runtime/device.ts";
import { compile } from "../../../../src/engine/runtime/session.ts";

const SESSION = { provider: "cpu", threads: 1 } as const;
const [x, z] = [input("x", [2]), input("z", [2])];

it("writes an output into the memory it is given, without a copy", async () => {
  const program = await compile(encode({ y: mul(x, z) }), SESSION);
  // A view into a larger buffer, as parameters and saved tensors are.
  const memory = new Float32Array([9, 9, 9, 9]);
  const y = memory.subarray(1, 3);
  const results = await program.run({ x: new Float32Array([2, 3]), z: new Float32Array([5, 7]) }, { y });
  expect([...memory]).toEqual([9, 10, 21, 9]);
  expect([...(results["y"] ?? [])]).toEqual([10, 21]);
  await program.release();
});

it("takes feeds for several programs and ignores what it does not need", async () => {
  const program = await compile(encode({ y: scale(x, 2) }), SESSION);
  const results = await program.run({ x: new Float32Array([2, 3]), z: new Float32Array(100) });
  expect([...(results["y"] ?? [])]).toEqual([4, 6]);
  await program.release();
});

it("names an input that was not fed, and one of the wrong size", async () => {
  const program = await compile(encode({ y: mul(x, z) }), SESSION);
  await expect(program.run({ x: new Float32Array(2) })).rejects.toThrow("program input z was not fed");
  await expect(program.run({ x: new Float32Array(2), z: new Float32Array(3) })).rejects.toThrow(
    "z has 3 elements, its shape is [2]",
  );
  await program.release();
});

it("says which device was chosen and why", async () => {
  expect(await chooseDevice("cpu")).toEqual({ provider: "cpu", reason: "asked for" });
  expect((await chooseDevice("auto")).reason).not.toBe("");
});
