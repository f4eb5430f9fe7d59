import { queryTermsOf } from "../bm25.ts";
import { embedTerms, type StaticEmbedding } from "./staticEmbedding.ts";

/** A text's vector, as a query's is made. */
export function embedText(model: StaticEmbedding, text: string): Float32Array {
  return embedTerms(
    model,
    queryTermsOf(text).map(({ hash, count }) => [hash, count] as const),
  );
}
