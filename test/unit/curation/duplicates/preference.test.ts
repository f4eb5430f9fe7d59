import { describe, expect, it } from "vitest";
import { at } from "../../../../src/base/at.ts";
import { compareByPreference, preferenceOrder } from "../../../../src/curation/duplicates/preference.ts";
import { Random } from "../../../../src/engine/data/random.ts";

const STATES = ["accepted", "proposed", "flagged", "rejected"] as const;
const PATHS = ["a.md", "a/b.md", "b.md", "ä.md"] as const;

function someCandidates(count: number, random: Random, mostLines: number) {
  return Array.from({ length: count }, (_, index) => ({
    state: at(STATES, random.integer(STATES.length)),
    signature: { lengthOrder: random.integer(3) },
    example: {
      ...{ id: `${random.integer(1000)}-${index}`, kind: "section" },
      ...(random.integer(4) > 0 && {
        source: { path: at(PATHS, random.integer(PATHS.length)), startLine: random.integer(mostLines), endLine: 1 },
      }),
    },
  }));
}

describe("preferenceOrder", () => {
  it.each([3, 2 ** 31])("is the order of compareByPreference, with up to %i lines", (mostLines) => {
    const random = new Random(mostLines % 1000);
    for (let count = 0; count < 80; count += 7) {
      const candidates = someCandidates(count, random, mostLines);
      const ordered = preferenceOrder(candidates).map((place) => at(candidates, place));
      expect(ordered).toEqual([...candidates].sort(compareByPreference));
    }
  });
});
