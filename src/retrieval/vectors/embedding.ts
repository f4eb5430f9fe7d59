import { queryTermsOf } from "../bm25.ts";
import { embedTerms, type StaticEmbedding } from "./staticEmbedding.ts";

/**
 * What makes vectors: the model that comes with the product, from the terms of the inverted index, or one that reads
 * texts. Vectors have length one.
 */
export type Embedding =
  | { readonly kind: "static"; readonly id: string; readonly model: StaticEmbedding }
  | {
      readonly kind: "texts";
      readonly id: string;
      readonly dimension: number;
      /** texts -> [texts, dimension] */
      readonly embed: (texts: readonly string[], as: "query" | "passage") => Promise<Float32Array>;
    };

export const staticEmbedding = (model: StaticEmbedding): Embedding => ({ kind: "static", id: model.id, model });

/** The vector of a query. */
export async function embedQuery(embedding: Embedding, query: string): Promise<Float32Array> {
  if (embedding.kind === "texts") return embedding.embed([query], "query");
  return embedTerms(
    embedding.model,
    queryTermsOf(query).map(({ hash, count }) => [hash, count] as const),
  );
}

/** A passage as a model that reads texts is given it: where it stands says as much as its words. */
export function passageInput(passage: {
  readonly path: string;
  readonly symbol?: string | undefined;
  readonly headings?: readonly string[] | undefined;
  readonly text: string;
}): string {
  const { path, symbol, headings = [], text } = passage;
  return [path, ...headings, ...(symbol === undefined ? [] : [symbol]), text].join("\n");
}
