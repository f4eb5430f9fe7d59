import { describe, expect, it } from "vitest";
import { FirstHashes, mayBeLike, SIGNATURE_LENGTH } from "../../../../src/curation/duplicates/minHash.ts";
import { Random } from "../../../../src/engine/data/random.ts";

describe("the first hashes of signatures", () => {
  it("exclude no pair that the whole signatures do not exclude, and nearly all that share nothing", () => {
    const random = new Random(3);
    const signature = () => Uint32Array.from({ length: SIGNATURE_LENGTH }, () => random.integer(2 ** 31));
    const first = new FirstHashes(200);
    let excluded = 0;
    for (let item = 0; item < 200; item++) {
      const own = signature();
      // Of every other pair a part agrees, from none of the hashes to all of them.
      const other = item % 2 === 0 ? signature() : own.map((hash) => (random.integer(200) < item ? hash : hash + 1));
      first.set(item, other);
      if (first.mayBeLike(item, own)) continue;
      excluded += 1;
      expect(mayBeLike(own, other, 0.2)).toBe(false);
    }
    expect(excluded).toBeGreaterThanOrEqual(100);
    expect(excluded).toBeLessThan(150);
  });
});
