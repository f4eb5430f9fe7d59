import { beforeAll, describe, expect, it } from "vitest";
import { evaluateGraph } from "../../support/evaluateGraph.ts";
import { expectClose } from "../../support/finiteDifferences.ts";
import { gradientOutputs, opGraph } from "../../support/opRow.ts";
import { OP_ROWS } from "../../support/opRows.ts";
import { requireGpu } from "../../support/requireGpu.ts";

beforeAll(requireGpu);

describe.each([...new Set(OP_ROWS.map(({ op }) => op))])("%s on WebGPU", (op) => {
  it.each(OP_ROWS.filter((row) => row.op === op))("agrees with the CPU, its gradient too: $about", async (row) => {
    const graph = opGraph(row, "float32");
    const outputs = { y: graph.y, ...(Object.keys(graph.wrt).length > 0 ? gradientOutputs(graph) : {}) };
    const expected = await evaluateGraph(outputs, graph.feeds);
    const found = await evaluateGraph(outputs, graph.feeds, { provider: "webgpu" });
    expect(Object.keys(found).sort()).toEqual(Object.keys(outputs).sort());
    for (const [name, values] of Object.entries(expected)) {
      expectClose(`${row.op} ${name}`, found[name] ?? [], values, { relative: 1e-4, ofLargest: 1e-5 });
    }
  });
});
