import { describe, expect, it } from "vitest";
import { batchEnds, MAX_BATCH_TOKENS, sectionEnds } from "../../../src/inference/promptBatches.ts";

const never = () => false;

describe("batchEnds", () => {
  it("cuts a prompt without sections into batches of the largest size, the last left out", () => {
    const size = 2 * MAX_BATCH_TOKENS;
    expect(batchEnds(new Int32Array(size + 5), never)).toEqual([MAX_BATCH_TOKENS, size]);
    // One token at least is left, to know what follows it.
    expect(batchEnds(new Int32Array(size), never)).toEqual([MAX_BATCH_TOKENS]);
    expect(batchEnds(new Int32Array(0), never)).toEqual([]);
  });

  it("cuts where a section ends, but not into tiny batches", () => {
    const ends = new Set([3, 20, 25, 60]);
    expect(batchEnds(new Int32Array(80), (_, index) => ends.has(index + 1))).toEqual([20, 60]);
  });

  it("gives prompts with the same beginning the same batches there, whatever follows", () => {
    const one = Int32Array.from({ length: 700 }, (_, index) => (index * 7919) % 13);
    const other = Int32Array.from(one, (token, index) => (index < 433 ? token : token + 1));
    const endsSection = (tokens: ArrayLike<number>, index: number) => tokens[index] === 5 && tokens[index - 1] === 3;
    const within = (tokens: Int32Array) => batchEnds(tokens, endsSection).filter((end) => end <= 433);
    expect(within(one).length).toBeGreaterThan(3);
    expect(within(other)).toEqual(within(one));
  });
});

describe("sectionEnds", () => {
  const texts = ["word", "\n", "}\n", "\n\n", "<end>", " \n \n"];
  const endsSection = sectionEnds({ tokenText: (id) => texts[id] ?? "", isEndOfGeneration: (id) => id === 4 });
  const endsAt = (...ids: number[]) => ids.map((_, index) => endsSection(ids, index));

  it("ends a section with a blank line, be it one token or two, and with a turn", () => {
    expect(endsAt(0, 3, 0)).toEqual([false, true, false]);
    expect(endsAt(2, 1, 0)).toEqual([false, true, false]);
    expect(endsAt(0, 5)).toEqual([false, true]);
    expect(endsAt(0, 4, 1)).toEqual([false, true, false]);
  });

  it("does not end one with a single line", () => {
    expect(endsAt(1, 0, 1, 0, 2, 0)).toEqual([false, false, false, false, false, false]);
  });
});
