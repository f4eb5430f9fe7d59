import { describe, expect, it } from "vitest";
import type { TokenizedExample } from "../../../../src/core/example.ts";
import { packBatch } from "../../../../src/engine/data/packed.ts";
import { Random } from "../../../../src/engine/data/random.ts";

const example = (id: string, tokens: number[], isTarget: number[]): TokenizedExample => ({
  id,
  tokens: Int32Array.from(tokens),
  isTarget: Uint8Array.from(isTarget),
});

describe("packBatch", () => {
  it("lays two examples end to end and points at the row before each target", () => {
    const packed = packBatch([example("a", [5, 6, 7], [0, 0, 1]), example("b", [8, 9], [0, 1])]);
    expect(packed).toEqual({
      B: 2,
      T: 3,
      M: 5,
      lengths: Int32Array.of(3, 2),
      tokens: Int32Array.of(5, 6, 7, 8, 9),
      gridIndex: Int32Array.of(0, 1, 2, 3, 4, 5),
      cellIndex: Int32Array.of(0, 1, 2, 3, 4),
      targetRows: Int32Array.of(1, 3),
      targetTokens: Int32Array.of(7, 9),
    });
  });

  it("maps every row to one cell and back, and every other cell to the pad row", () => {
    const random = new Random(4);
    for (let round = 0; round < 200; round++) {
      const examples = Array.from({ length: 1 + random.integer(8) }, (_, index) => {
        const tokens = Array.from({ length: 1 + random.integer(20) }, () => random.integer(1000));
        return example(
          `${index}`,
          tokens,
          tokens.map((_, t) => (t > 0 ? random.integer(2) : 0)),
        );
      });
      const packed = packBatch(examples);
      expect(new Set(packed.cellIndex).size).toBe(packed.M);
      packed.cellIndex.forEach((cell, row) => expect(packed.gridIndex[cell]).toBe(row));
      expect(packed.gridIndex.filter((row) => row === packed.M)).toHaveLength(packed.B * packed.T - packed.M);

      // Read back through the grid, each example's targets are its own, in order.
      const expected = examples.flatMap(({ tokens, isTarget }, b) =>
        [...tokens.keys()]
          .filter((t) => isTarget[t] === 1)
          .map((t) => ({ row: packed.gridIndex[b * packed.T + t - 1], token: tokens[t] })),
      );
      expect([...packed.targetRows].map((row, i) => ({ row, token: packed.targetTokens[i] }))).toEqual(expected);
    }
  });

  it("packs a batch without targets, and an example of one token", () => {
    const packed = packBatch([example("a", [3], [0])]);
    expect(packed).toMatchObject({ B: 1, T: 1, M: 1 });
    expect(packed.targetRows).toHaveLength(0);
  });

  it("refuses what cannot be packed, naming the example", () => {
    expect(() => packBatch([])).toThrow("at least 1 example");
    expect(() => packBatch([example("x", [], [])])).toThrow("example x has no tokens");
    expect(() => packBatch([example("x", [1, 2], [0])])).toThrow("2 tokens but a mask of 1");
    expect(() => packBatch([example("x", [1, 2], [1, 0])])).toThrow("target at position 0");
  });
});
