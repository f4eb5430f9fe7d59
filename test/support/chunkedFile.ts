import type { ChunkedFile } from "../../src/core/chunk.ts";
import { textPassages } from "../../src/corpus/passages/textPassages.ts";

/** A file of the corpus around the chunks that a test is about. */
export const chunkedFile = (path: string, language: string, chunks: ChunkedFile["chunks"], text = ""): ChunkedFile => ({
  path,
  language,
  hash: "0".repeat(64),
  chunks,
  passages: textPassages(path, text),
  references: [],
});
