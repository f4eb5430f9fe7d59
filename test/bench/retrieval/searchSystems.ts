import { createHash } from "node:crypto";
import MiniSearch from "minisearch";
import { at } from "../../../src/base/at.ts";
import { bm25, type LiveSegment, liveSegmentOf, queryTermsOf } from "../../../src/retrieval/bm25.ts";
import { buildSegment, type IndexablePassage } from "../../../src/retrieval/buildSegment.ts";
import { createWordHasher } from "../../../src/retrieval/codeTokenizer.ts";
import { fuse } from "../../../src/retrieval/fuse.ts";
import { type Ranking, rankPassages, vectorWeight } from "../../../src/retrieval/rankPassages.ts";
import { openSegment } from "../../../src/retrieval/segment.ts";
import { topDocs } from "../../../src/retrieval/topDocs.ts";
import { embedSegment } from "../../../src/retrieval/vectors/embedSegment.ts";
import { embedTerms, type StaticEmbedding } from "../../../src/retrieval/vectors/staticEmbedding.ts";
import { vectorBlock } from "../../../src/retrieval/vectors/vectorBlock.ts";

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

/**
 * The product and what it is measured against, over the same passages: MiniSearch with its defaults, our BM25 alone,
 * our vectors alone, both fused, and `hybrid`: fused and ordered by the rules, as `espalier search` does.
 */
export function searchSystems(
  passages: readonly SearchedPassage[],
  model: StaticEmbedding,
): Record<SystemName, SearchSystem> {
  const live = liveOf(passages, model);
  const embed = (query: string) =>
    embedTerms(
      model,
      queryTermsOf(query).map(({ hash, count }) => [hash, count] as const),
    );
  const vectorsOf = (query: string) => [live.vectors?.scores(embed(query)) ?? new Float32Array(0)];
  const numbers = (docs: readonly { readonly doc: number }[]) => docs.map(({ doc }) => doc);
  return {
    MiniSearch: miniSearch(passages),
    BM25: (query, limit) => numbers(topDocs(bm25([live], queryTermsOf(query)).bySegment, limit)),
    static: (query, limit) => numbers(topDocs(vectorsOf(query), limit)),
    fused: (query, limit) => {
      const weight = vectorWeight("hybrid", query, ({ doc }) => live.segment.record(doc));
      return numbers(fuse(bm25([live], queryTermsOf(query)).bySegment, vectorsOf(query), weight).slice(0, limit));
    },
    hybrid: (query, limit) => numbers(rankPassages([live], { query, kind: "hybrid", limit }, () => embed(query)).docs),
  };
}

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

/** One segment a package: the largest has fewer passages than a segment may be built of. */
export function liveOf(passages: readonly SearchedPassage[], model: StaticEmbedding): LiveSegment {
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
  const segment = openSegment(buildSegment(files, createWordHasher()), "bench");
  return liveSegmentOf(segment, new Set(), vectorBlock(embedSegment(model, segment)));
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
