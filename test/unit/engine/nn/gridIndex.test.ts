import { describe, expect, it } from "vitest";
import { packBatch } from "../../../../src/engine/data/packed.ts";
import { headIndex, rowCount } from "../../../../src/engine/nn/gridIndex.ts";
import { causalMask, rotaryTable } from "../../../../src/engine/nn/rotaryTable.ts";
import { randomExamples, tinyConfig } from "../../../support/wholeDecoder.ts";

const batchOf = (...lengths: number[]) => packBatch(randomExamples(lengths, 10));

describe("the index of a grid of heads", () => {
  it("needs a row for padding only where there is padding", () => {
    expect(rowCount(batchOf(3, 3))).toBe(6);
    expect(rowCount(batchOf(3, 2))).toBe(6);
    expect(rowCount(batchOf(1))).toBe(1);
  });

  it("puts heads before time, and padding on the row after the last token", () => {
    // Rows 0 1 2 | 3 4 and the padding row 5, two heads each.
    const { cells } = headIndex(batchOf(3, 2), 2);
    expect([...cells]).toEqual([...[0, 2, 4], ...[1, 3, 5], ...[6, 8, 10], ...[7, 9, 11]]);
  });

  it("leads every row back to the cell that it fills", () => {
    for (const lengths of [[3, 2], [4], [1, 5, 2, 5]]) {
      const { cells, rows } = headIndex(batchOf(...lengths), 3);
      expect(rows.every((cell, entry) => cells[cell] === entry)).toBe(true);
    }
  });
});

describe("the tables of attention", () => {
  it("turn the pair i at position t by t times base to the power of -2i / d", () => {
    const config = tinyConfig("llama", { headDim: 4, rotaryBase: 100 });
    const { cos, sin } = rotaryTable(config, 3);
    expect([...cos]).toEqual([1, 1, Math.cos(1), Math.cos(0.1), Math.cos(2), Math.cos(0.2)].map(Math.fround));
    expect([...sin]).toEqual([0, 0, Math.sin(1), Math.sin(0.1), Math.sin(2), Math.sin(0.2)].map(Math.fround));
  });

  it("divide the angles by the scale of positions and by each pair's own factor", () => {
    const config = tinyConfig("llama", { headDim: 4, rotaryBase: 100, rotaryScale: 2 });
    const { sin } = rotaryTable(config, 2, Float32Array.of(1, 4));
    expect([...sin.subarray(2)]).toEqual([Math.sin(0.5), Math.sin(0.1 / 8)].map(Math.fround));
  });

  it("let a position look at itself and what came before", () => {
    const mask = causalMask(3);
    expect([...mask].map((value) => value === 0)).toEqual([true, false, false, true, true, false, true, true, true]);
    expect(mask.every((value) => Number.isFinite(value))).toBe(true);
  });
});
