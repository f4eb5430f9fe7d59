import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ShapeError } from "../../src/engine/graph/tensor.ts";
import { grad } from "../../src/engine/grad.ts";
import { input } from "../../src/engine/graph/leaf.ts";
import { reshape } from "../../src/engine/ops/movement.ts";
import { max } from "../../src/engine/ops/reduce.ts";
import { evaluateGraph } from "../support/evaluateGraph.ts";
import { expectClose, expectGradients } from "../support/finiteDifferences.ts";
import { gradientOutputs, opGraph, type OpRow } from "../support/opRow.ts";
import { OP_ROWS, WRONG_SHAPE_ROWS } from "../support/opRows.ts";

const OPS_FOLDER = join(import.meta.dirname, "../../src/engine/ops");
/** Ops that take every shape. */
const ANY_SHAPE = new Set("neg log sqrt reciprocal sigmoid silu scale softmax inverseRms customGradient".split(" "));

const hasGradient = ({ operands }: OpRow): boolean => operands.some(({ differentiable }) => differentiable);

describe.each([...new Set(OP_ROWS.map(({ op }) => op))])("%s", (op) => {
  const rows = OP_ROWS.filter((row) => row.op === op);

  it.each(rows)("gives the values of its formula: $about", async (row) => {
    for (const [dtype, relative] of [["float64", 1e-12] as const, ["float32", 1e-5] as const]) {
      const { y, feeds, operands } = opGraph(row, dtype);
      const expected = row.expected(...operands);
      expect(y.shape).toEqual(expected.shape);
      const { y: found = [] } = await evaluateGraph({ y }, feeds);
      expectClose(`${row.op} in ${dtype}`, found, expected.data, { relative, ofLargest: relative });
    }
  });

  it.each(rows.filter(hasGradient))("has the gradient of central differences: $about", async (row) => {
    const { loss, wrt, feeds } = opGraph(row, "float64");
    await expectGradients(loss, wrt, feeds);
  });

  it.each(rows.filter(hasGradient))("has the same gradient in float32, as it ships: $about", async (row) => {
    const [wide, narrow] = [opGraph(row, "float64"), opGraph(row, "float32")];
    const expected = await evaluateGraph(gradientOutputs(wide), wide.feeds);
    const found = await evaluateGraph(gradientOutputs(narrow), narrow.feeds);
    for (const [name, values] of Object.entries(expected)) {
      expectClose(name, found[name] ?? [], values, { relative: 1e-4, ofLargest: 1e-5 });
    }
  });
});

describe("the table of ops", () => {
  it("has a row for every op, and a wrong shape for every op that refuses one", async () => {
    const ops: string[] = [];
    for (const file of readdirSync(OPS_FOLDER)) {
      const module = (await import(join(OPS_FOLDER, file))) as Record<string, unknown>;
      ops.push(...Object.keys(module).filter((name) => typeof module[name] === "function"));
    }
    expect(ops.length).toBeGreaterThan(25);
    expect(ops.filter((op) => !OP_ROWS.some((row) => row.op === op))).toEqual([]);
    expect(ops.filter((op) => !ANY_SHAPE.has(op) && !WRONG_SHAPE_ROWS.some((row) => row.op === op))).toEqual([]);
  });

  it.each(WRONG_SHAPE_ROWS)("names the shapes that do not fit: $message", ({ build, message }) => {
    expect(build).toThrow(new ShapeError(message));
  });

  it("refuses to differentiate a maximum", () => {
    const x = input("x", [3]);
    expect(() => grad(reshape(max(x, 0), []), [x])).toThrow("max has no gradient");
  });
});
