import { createHash } from "node:crypto";
import MiniSearch from "minisearch";
import { at } from "../../../src/base/at.ts";
import { bm25, type LiveSegment, liveSegmentOf, queryTermsOf } from "../../../src/retrieval/bm25.ts";
import { buildSegment, type IndexablePassage } from "../../../src/retrieval/buildSegment.ts";
import { createWordHasher } from "../../../src/retrieval/codeTokenizer.ts";
import { fuse } from "../../../src/retrieval/fuse.ts";
import { type Ranking, rankPassages, vectorWeight } from "../../../src/retrieval/rankPassages.ts";
import { openSegment, type Segment } from "../../../src/retrieval/segment.ts";
import { topDocs } from "../../../src/retrieval/topDocs.ts";
import { embedSegment } from "../../../src/retrieval/vectors/embedSegment.ts";
import { embedText } from "../../../src/retrieval/vectors/embedText.ts";
import { embedTerms, type StaticEmbedding } from "../../../src/retrieval/vectors/staticEmbedding.ts";
import { quantize, vectorBlock } from "../../../src/retrieval/vectors/vectorBlock.ts";
import type { TaskVectors } from "./keptVectors.ts";

/** What is searched: a passage, without the words it is asked for by. */
export interface SearchedPassage {
  readonly path: string;
  readonly text: string;
  readonly symbol?: string | undefined;
  readonly headings?: readonly string[] | undefined;
}

/** Finds passages: gives their numbers, best first. */
export type SearchSystem = (query: string, limit: number) => readonly number[];

export const SYSTEMS = ["MiniSearch", "BM25", "static", "fused", "hybrid"] as const;
export type SystemName = (typeof SYSTEMS)[number];

/** The same three with the vectors of a model that reads texts in place of ours. */
export const TEXT_SYSTEMS = ["model", "model fused", "model hybrid"] as const;
export type TextSystemName = (typeof TEXT_SYSTEMS)[number];

/**
 * The product and what it is measured against, over the same passages: MiniSearch with its defaults, our BM25 alone,
 * our vectors alone, both fused, and `hybrid`: fused and ordered by the rules, as `espalier search` does.
 */
export function searchSystems(
  passages: readonly SearchedPassage[],
  model: StaticEmbedding,
): Record<SystemName, SearchSystem> {
  const live = liveOf(passages, model);
  const { vectors, fused, hybrid } = vectorSystems(live, (query) => embedText(model, query));
  return {
    MiniSearch: miniSearch(passages),
    BM25: (query, limit) => numbers(topDocs(bm25([live], queryTermsOf(query)).bySegment, limit)),
    static: vectors,
    fused,
    hybrid,
  };
}

/** What an index finds whose vectors a model made that reads texts: its vectors alone, fused, and ordered by the rules. */
export function textSystems(
  passages: readonly SearchedPassage[],
  { passages: values, dimension, questions }: TaskVectors,
): Record<TextSystemName, SearchSystem> {
  const block = vectorBlock(quantize(values, dimension));
  const live = liveSegmentOf(segmentOf(passages), new Set(), block);
  const { vectors, fused, hybrid } = vectorSystems(live, (query) => {
    const vector = questions.get(query);
    if (vector === undefined) throw new Error(`no vector was made of the question "${query}"`);
    return vector;
  });
  return { model: vectors, "model fused": fused, "model hybrid": hybrid };
}

function vectorSystems(live: LiveSegment, embed: (query: string) => Float32Array) {
  const vectorsOf = (query: string) => [live.vectors?.scores(embed(query)) ?? new Float32Array(0)];
  const vectors: SearchSystem = (query, limit) => numbers(topDocs(vectorsOf(query), limit));
  const fused: SearchSystem = (query, limit) => {
    const weight = vectorWeight("hybrid", query, ({ doc }) => live.segment.record(doc));
    return numbers(fuse(bm25([live], queryTermsOf(query)).bySegment, vectorsOf(query), weight).slice(0, limit));
  };
  const hybrid: SearchSystem = (query, limit) =>
    numbers(rankPassages([live], { query, kind: "hybrid", limit }, () => embed(query)).docs);
  return { vectors, fused, hybrid };
}

const numbers = (docs: readonly { readonly doc: number }[]) => docs.map(({ doc }) => doc);

/** What `espalier search` finds, as the product's own functions see it. */
export function productSearch(
  passages: readonly SearchedPassage[],
  model: StaticEmbedding,
): (query: string, limit: number) => Ranking {
  const live = liveOf(passages, model);
  return (query, limit) =>
    rankPassages([live], { query, kind: "hybrid", limit }, (terms) =>
      embedTerms(
        model,
        terms.map(({ hash, count }) => [hash, count] as const),
      ),
    );
}

export function liveOf(passages: readonly SearchedPassage[], model: StaticEmbedding): LiveSegment {
  const segment = segmentOf(passages);
  return liveSegmentOf(segment, new Set(), vectorBlock(embedSegment(model, segment)));
}

/** One segment a package: the largest has fewer passages than a segment may be built of. */
function segmentOf(passages: readonly SearchedPassage[]): Segment {
  const byPath = new Map<string, IndexablePassage[]>();
  for (const passage of passages) {
    const hash = createHash("sha256").update(passage.text).digest("hex");
    const list = byPath.get(passage.path) ?? [];
    byPath.set(passage.path, list);
    list.push({ ...passage, startLine: 1, endLine: 1, hash });
  }
  const files = [...byPath].map(([path, list]) => ({
    file: { path, sizeBytes: 0, modifiedMs: 0, sha256: "0".repeat(64) },
    passages: list,
  }));
  if (files.flatMap((file) => file.passages).some(({ text }, doc) => text !== at(passages, doc).text)) {
    throw new Error("passages of one file must stand side by side");
  }
  return openSegment(buildSegment(files, createWordHasher()), "bench");
}

function miniSearch(passages: readonly SearchedPassage[]): SearchSystem {
  const engine = new MiniSearch<{ id: number; path: string; symbol: string; text: string }>({
    fields: ["path", "symbol", "text"],
  });
  engine.addAll(
    passages.map(({ path, symbol, headings, text }, id) => ({
      id,
      path,
      symbol: symbol ?? headings?.join(" ") ?? "",
      text,
    })),
  );
  return (query, limit) =>
    engine
      .search(query)
      .slice(0, limit)
      .map(({ id }) => Number(id));
}
