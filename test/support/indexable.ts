import { createHash } from "node:crypto";
import type { IndexableFile } from "../../src/retrieval/buildSegment.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A file whose passages are the given texts, one line each; a text of the form `name: …` has that symbol. */
export function indexableFile(path: string, ...texts: readonly string[]): IndexableFile {
  const whole = texts.join("\n");
  return {
    file: { path, sizeBytes: whole.length, modifiedMs: 1000.5, sha256: sha256(whole) },
    passages: texts.map((text, index) => {
      const symbol = /^(\w+): /.exec(text)?.[1];
      return { path, text, startLine: index + 1, endLine: index + 1, hash: sha256(text), ...(symbol && { symbol }) };
    }),
  };
}
