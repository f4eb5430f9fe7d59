import { describe, expect, it } from "vitest";
import { isSymbolLike, namesIn } from "../../../src/retrieval/queryKind.ts";
import { applyRankRules, type RuledDoc } from "../../../src/retrieval/rankRules.ts";

interface Candidate {
  readonly path: string;
  readonly score?: number;
  readonly symbol?: string;
  readonly isReexport?: boolean;
}

/** Paths in the order of the rules, with a number where a path stands several times. */
function ranked(query: string, candidates: readonly Candidate[]): string[] {
  const docs = candidates.map(({ path, score = 1, ...record }, doc): RuledDoc => ({
    segment: 0,
    doc,
    score,
    path,
    record: { startLine: 1, endLine: 9, ...record },
  }));
  return applyRankRules(docs, query).map(
    ({ doc, path }) => `${path}${candidates[doc]?.symbol ? `#${candidates[doc].symbol}` : ""}`,
  );
}

describe("what a query asks for", () => {
  it.each(["lockRun", "Parser.parse", "fs::read", "MAX_SIZE", "render()", "#id", "chunk"])(
    "takes %s for a name",
    (query) => {
      expect(isSymbolLike(query)).toBe(true);
    },
  );

  it.each(["where is a run locked", "how does lockRun work?", "", "a.b c"])("takes %j for words", (query) => {
    expect(isSymbolLike(query)).toBe(false);
  });

  it("finds names among words, by their shape", () => {
    expect(namesIn("how does lockRun call fs.readFile?")).toEqual(new Set(["lockrun", "readfile"]));
    expect(namesIn("split an array into chunks.")).toEqual(new Set());
    expect(namesIn("chunk")).toEqual(new Set(["chunk"]));
  });
});

describe("ranking rules", () => {
  it("put the definition of a name before what uses it, and first where the file is called so", () => {
    const found = ranked("lockRun", [
      { path: "src/uses.ts", symbol: "trainRun", score: 1 },
      { path: "src/storage.ts", symbol: "lockRun", score: 0.5 },
      { path: "src/lockRun.ts", symbol: "lockRun", score: 0.45 },
    ]);
    expect(found).toEqual(["src/lockRun.ts#lockRun", "src/storage.ts#lockRun", "src/uses.ts#trainRun"]);
  });

  it("know a method by its own name", () => {
    expect(
      ranked("parse", [
        { path: "a.ts", symbol: "x" },
        { path: "b.ts", symbol: "Parser.parse", score: 0.4 },
      ])[0],
    ).toBe("b.ts#Parser.parse");
  });

  it.each([
    ["test/unit/lock.test.ts"],
    ["src/lock_test.go"],
    ["examples/lock.ts"],
    ["dist/lock.js"],
    ["types/lock.d.ts"],
  ])("hold %s back", (path) => {
    expect(ranked("take the mutex", [{ path }, { path: "src/mutex.ts", score: 0.9 }])).toEqual(["src/mutex.ts", path]);
  });

  it("do not hold tests back when tests are asked for", () => {
    const candidates = [{ path: "test/mutex.test.ts" }, { path: "src/mutex.ts", score: 0.9 }];
    expect(ranked("test of the mutex", candidates)[0]).toBe("test/mutex.test.ts");
  });

  it("hold back files that only pass on what others define", () => {
    expect(
      ranked("locks", [
        { path: "src/index.ts", isReexport: true },
        { path: "src/a.ts", score: 0.6 },
      ])[0],
    ).toBe("src/a.ts");
  });

  it("let passages of one file speak for each other, but not fill the list", () => {
    const six = [1, 2, 3, 4, 5, 6].map((n) => ({ path: "a.ts", symbol: `f${n}`, score: 1 - n / 1000 }));
    expect(ranked("words here", [...six, { path: "b.ts", score: 1 }])[0]).toBe("a.ts#f1");
    expect(ranked("words here", [...six, { path: "b.ts", score: 0.9 }])).toEqual([
      ...["a.ts#f1", "a.ts#f2", "a.ts#f3", "a.ts#f4"],
      ...["b.ts", "a.ts#f5", "a.ts#f6"],
    ]);
  });

  it("keep the order of equals", () => {
    const same = ["c.ts", "a.ts", "b.ts"].map((path) => ({ path }));
    expect(ranked("words here", same)).toEqual(["c.ts", "a.ts", "b.ts"]);
  });
});
