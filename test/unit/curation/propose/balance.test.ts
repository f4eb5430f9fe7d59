import { describe, expect, it } from "vitest";
import type { Example } from "../../../../src/core/example.ts";
import { balance, DEFAULT_CAPS } from "../../../../src/curation/propose/balance.ts";

const example = (kind: string, path: string, number: number): Example => ({
  form: "text",
  id: `${kind}-${path}-${number}`,
  kind,
  text: "x",
  source: { path, startLine: 1, endLine: 1 },
});
const many = (kind: string, path: string, count: number): Example[] =>
  Array.from({ length: count }, (_, i) => example(kind, path, i));
const countOf = (examples: readonly Example[], kind: string): number =>
  examples.filter((each) => each.kind === kind).length;

const caps = { signature: { perLeading: 0.5, atLeast: 10 } };

describe("balance", () => {
  it("takes no more of a kind than its cap, and counts what it leaves out", () => {
    const examples = [...many("section", "a.md", 60), ...many("signature", "a.ts", 100)];
    const balanced = balance(examples, { caps });
    expect(countOf(balanced.examples, "signature")).toBe(30);
    expect(balanced.leftOut).toEqual({ signature: 70 });
    expect(countOf(balanced.examples, "section")).toBe(60);
  });

  it("takes so many in any case, and all where they are fewer", () => {
    expect(balance(many("signature", "a.ts", 100), { caps }).examples).toHaveLength(10);
    expect(balance(many("signature", "a.ts", 9), { caps })).toEqual({
      examples: many("signature", "a.ts", 9),
      leftOut: {},
    });
  });

  it("takes from every file before it takes a second of any", () => {
    const examples = [
      ...many("signature", "big.ts", 500),
      ...many("signature", "small.ts", 2),
      ...many("signature", "tiny.ts", 1),
    ];
    const kept = balance(examples, { caps }).examples.map(({ source }) => source?.path);
    expect(kept.filter((path) => path === "small.ts")).toHaveLength(2);
    expect(kept.filter((path) => path === "tiny.ts")).toHaveLength(1);
    expect(kept).toHaveLength(10);
  });

  it("keeps the order, chooses the same each time, and never drops what must stay", () => {
    const examples = many("signature", "a.ts", 100);
    const keeps = ({ id }: Example): boolean => /-9\d$/.test(id);
    const kept = balance(examples, { caps, keeps }).examples;
    expect(kept).toEqual(examples.slice(90));
    expect(balance(examples, { caps }).examples).toEqual(balance(examples, { caps }).examples);
    const places = balance(examples, { caps }).examples.map((each) => examples.indexOf(each));
    expect(places).toEqual([...places].sort((left, right) => left - right));
  });

  it("caps none of the kinds that people wrote to be read", () => {
    for (const kind of ["section", "faq", "doc-comment"]) expect(DEFAULT_CAPS).not.toHaveProperty(kind);
    expect(DEFAULT_CAPS["signature"]).toEqual({ perLeading: 0.5, atLeast: 100 });
  });
});
