import { describe, expect, it } from "vitest";
import { at } from "../../../src/base/at.ts";
import { bm25, liveSegmentOf, queryTermsOf } from "../../../src/retrieval/bm25.ts";
import { buildSegment, type IndexableFile } from "../../../src/retrieval/buildSegment.ts";
import { createWordHasher } from "../../../src/retrieval/codeTokenizer.ts";
import { mergeSegments } from "../../../src/retrieval/mergeSegments.ts";
import { encodeSections } from "../../../src/retrieval/sectionFile.ts";
import { fileOfDoc, openSegment, type Segment } from "../../../src/retrieval/segment.ts";
import { topDocs } from "../../../src/retrieval/topDocs.ts";
import { indexableFile } from "../../support/indexable.ts";

const segmentOf = (...files: IndexableFile[]): Segment => openSegment(buildSegment(files, createWordHasher()), "s1");

const files = [
  indexableFile("src/lock.ts", "lockRun: function lockRun(folder) { return mutex }", "function unrelated() {}"),
  indexableFile("docs/guide.md", "A run is locked by the process that trains it."),
  indexableFile("src/écran.ts", "afficher: dessine l'écran", "another passage", "third passage about locks"),
];

/** `path:line` of the passages found, best first. */
function search(query: string, parts: { segment: Segment; dead?: readonly number[] }[]): string[] {
  const live = parts.map(({ segment, dead = [] }) => liveSegmentOf(segment, new Set(dead)));
  return topDocs(bm25(live, queryTermsOf(query)).bySegment, 10).map(({ segment: index, doc, score }) => {
    const { segment } = at(parts, index);
    return `${at(segment.files, fileOfDoc(segment, doc)).path}:${segment.record(doc).startLine} ${score.toFixed(5)}`;
  });
}
const places = (found: readonly string[]) => found.map((each) => each.replace(/ .*/, ""));

describe("a segment", () => {
  it("gives back the files and the records it was built of", () => {
    const segment = segmentOf(...files);
    expect(segment.files).toEqual(files.map(({ file }) => file));
    expect(segment.record(0)).toEqual({ startLine: 1, endLine: 1, symbol: "lockRun" });
    expect(segment.record(5)).toEqual({ startLine: 3, endLine: 3 });
    expect([0, 1, 2, 3, 4, 5].map((doc) => fileOfDoc(segment, doc))).toEqual([0, 0, 1, 2, 2, 2]);
  });

  it("finds passages by the parts of names, by paths and by inflected words", () => {
    const parts = [{ segment: segmentOf(...files) }];
    expect(places(search("lock run", parts))[0]).toBe("src/lock.ts:1");
    expect(places(search("ecran", parts)).sort()).toEqual(["src/écran.ts:1", "src/écran.ts:2", "src/écran.ts:3"]);
    expect(places(search("training", parts))).toEqual(["docs/guide.md:1"]);
    expect(search("nowhere", parts)).toEqual([]);
  });

  it("finds a symbol that is a stop word", () => {
    const parts = [
      { segment: segmentOf(indexableFile("a.ts", "of: makes one"), indexableFile("b.ts", "a list of it")) },
    ];
    expect(places(search("of", parts))).toEqual(["a.ts:1"]);
  });

  it("holds files without passages and no files at all", () => {
    expect(segmentOf(indexableFile("empty.ts")).fileStart).toEqual(Uint32Array.of(0, 0));
    expect(segmentOf().files).toEqual([]);
    expect(search("lock", [{ segment: segmentOf() }])).toEqual([]);
  });

  it("scores as BM25 does by hand", () => {
    const parts = [{ segment: segmentOf(indexableFile("x", "alpha alpha beta"), indexableFile("x", "beta gamma")) }];
    // Two passages of lengths 3 and 2 ("x" is too short to be a term); alpha stands twice in the first only.
    const idf = Math.log(1 + (2 - 1 + 0.5) / (1 + 0.5));
    const score = (idf * 2) / (2 + 2 * (0.15 + (0.85 * 3) / 2.5));
    expect(search("alpha", parts)).toEqual([`x:1 ${score.toFixed(5)}`]);
  });
});

describe("merged segments", () => {
  const [first, second, third] = files;
  if (!first || !second || !third) throw new Error("three files are needed");

  it("are the same bytes as a segment built of the live files", () => {
    const merged = mergeSegments([
      { segment: segmentOf(second, first), deadFiles: new Set([0]) },
      { segment: segmentOf(third), deadFiles: new Set() },
    ]);
    expect(Buffer.from(merged.bytes).equals(buildSegment([first, third], createWordHasher()))).toBe(true);
    expect(merged.origins).toEqual([
      { input: 0, doc: 1 },
      { input: 0, doc: 2 },
      { input: 1, doc: 0 },
      { input: 1, doc: 1 },
      { input: 1, doc: 2 },
    ]);
  });

  it("rank as many segments with dead files do", () => {
    const scattered = [{ segment: segmentOf(first, second), dead: [1] }, { segment: segmentOf(third) }];
    const whole = [{ segment: segmentOf(first, third) }];
    for (const query of ["lock run", "passage", "function", "process"]) {
      expect(search(query, scattered)).toEqual(search(query, whole));
    }
  });
});

describe("a damaged segment file", () => {
  const bytes = buildSegment(files, createWordHasher());

  it("is refused wherever a byte is changed, and whatever it is cut to", () => {
    for (let index = 0; index < bytes.length; index += 3) {
      const broken = bytes.slice();
      broken[index] = (broken[index] ?? 0) ^ 0x41;
      expect(() => openSegment(broken, "s1"), `byte ${index}`).toThrow(/^s1 (is damaged|has version)/);
      expect(() => openSegment(bytes.subarray(0, index), "s1"), `length ${index}`).toThrow(/^s1 is damaged/);
    }
  });

  it("is refused when its checksum is right and its tables are not", () => {
    const empty = new Uint8Array(0);
    const format = { magic: "ESPS", version: 1, sectionCount: 12 };
    const claims = (index: number, section: ArrayBufferView) =>
      encodeSections(
        format,
        Array.from({ length: 12 }, (_, each) => (each === index ? section : empty)),
      );
    for (const index of [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]) {
      expect(() => openSegment(claims(index, Float64Array.of(7)), "s1"), `section ${index}`).toThrow(/do not fit/);
    }
  });

  it("does not lead out of its tables when its postings lie", () => {
    const honest = segmentOf(...files);
    const lying: Segment = { ...honest, postings: honest.postings.map(() => 255) };
    const { bySegment } = bm25([liveSegmentOf(lying, new Set())], queryTermsOf("lock run passage"));
    expect(bySegment[0]).toHaveLength(6);
  });
});
