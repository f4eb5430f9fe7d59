import { describe, expect, it } from "vitest";
import { Random } from "../../../../src/engine/data/random.ts";
import { estimatedSimilarity, minHash, SIGNATURE_LENGTH } from "../../../../src/curation/duplicates/minHash.ts";
import { plainText } from "../../../../src/curation/duplicates/plainText.ts";
import { containment, intersectionSize, jaccard, shinglesOf } from "../../../../src/curation/duplicates/shingles.ts";
import { tokenHashes } from "../../../../src/curation/duplicates/tokenHashes.ts";
import { proseOf } from "../../../support/prose.ts";

const similarity = (a: string, b: string): number => jaccard(shinglesOf(plainText(a)), shinglesOf(plainText(b)));

describe("plainText", () => {
  it("forgets case, white space, emphasis, compatibility forms and what ends a text", () => {
    expect(plainText("  The **Full** `Text`,\n\tonce ﬁne…  ?! ")).toBe("the full text, once fine");
  });

  it("is empty for what is nothing but marks, and takes linear time for a megabyte of them", () => {
    expect(plainText(" .!?;: ")).toBe("");
    expect(plainText(`${"! ".repeat(500_000)}x`).endsWith("x")).toBe(true);
  });
});

describe("tokenHashes", () => {
  it("counts words of letters, digits and underscores", () => {
    expect(tokenHashes("read_file(path2, größe) => naïve")).toHaveLength(4);
    expect(tokenHashes("a b a")[0]).toBe(tokenHashes("a b a")[2]);
  });

  it("counts every character of scripts that put no spaces between words", () => {
    expect(tokenHashes("設定ファイルを読む")).toHaveLength(9);
    expect(tokenHashes("한국어 문장")).toHaveLength(2);
  });

  it("counts signs where there are no words at all, so that they still differ", () => {
    expect(tokenHashes("=> {}")).toHaveLength(4);
    expect(tokenHashes(" \n")).toHaveLength(0);
  });
});

describe("shinglesOf", () => {
  it("is an ascending set", () => {
    const set = shinglesOf(plainText(`${proseOf(1)} ${proseOf(1)}`));
    expect([...set].every((hash, i) => i === 0 || hash > (set[i - 1] ?? 0))).toBe(true);
  });

  it("gives short texts a similarity between none and all", () => {
    expect(similarity("What is the port?", "what is the **port**")).toBe(1);
    expect(similarity("What is the port?", "What is the name?")).toBeGreaterThan(0.2);
    expect(similarity("What is the port?", "What is the name?")).toBeLessThan(0.7);
    expect(similarity("yes", "no")).toBe(0);
    expect(similarity("{", "}")).toBe(0);
  });

  it("depends on the order of words", () => {
    expect(
      similarity(
        "one two three four five six seven eight nine ten",
        "ten nine eight seven six five four three two one",
      ),
    ).toBe(0);
  });

  it("falls by five shingles with each changed word of a long text", () => {
    const words = Array.from({ length: 104 }, (_, i) => `word${i}`);
    const changed = words.with(50, "other");
    expect(similarity(words.join(" "), changed.join(" "))).toBeCloseTo(95 / 105, 10);
  });

  it("knows what lies within what", () => {
    const [part, whole] = [proseOf(5), `${proseOf(5)} ${proseOf(6)} ${proseOf(7)}`];
    const [a, b] = [shinglesOf(plainText(part)), shinglesOf(plainText(whole))];
    expect(containment(a, b)).toBeGreaterThan(0.9);
    expect(jaccard(a, b)).toBeLessThan(0.5);
    expect(intersectionSize(a, b)).toBe(intersectionSize(b, a));
    expect(jaccard(new Uint32Array(), new Uint32Array())).toBe(0);
  });
});

describe("minHash", () => {
  it("estimates the Jaccard similarity of random sets within four standard errors, without bias", () => {
    const random = new Random(3);
    let bias = 0;
    const rounds = 300;
    for (let round = 0; round < rounds; round++) {
      const shared = Array.from({ length: 1 + random.integer(80) }, () => random.bits());
      const only = () => Array.from({ length: random.integer(80) }, () => random.bits());
      const [a, b] = [Uint32Array.from([...shared, ...only()]).sort(), Uint32Array.from([...shared, ...only()]).sort()];
      const exact = jaccard(a, b);
      const error = estimatedSimilarity(minHash(a), minHash(b)) - exact;
      expect(Math.abs(error)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / SIGNATURE_LENGTH) + 1e-9);
      bias += error / rounds;
    }
    expect(Math.abs(bias)).toBeLessThan(0.01);
  });

  it("is the same on every machine", () => {
    expect([...minHash(shinglesOf("what is the port")).slice(0, 4)]).toMatchInlineSnapshot(`
      [
        1700831904,
        727169964,
        784135958,
        86935154,
      ]
    `);
  });
});
