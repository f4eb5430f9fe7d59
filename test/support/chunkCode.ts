import type { Chunk } from "../../src/core/chunk.ts";
import { readCode } from "../../src/corpus/code/readCode.ts";
import type { GrammarName } from "../../src/core/foundFile.ts";

/** The chunks of a code file, for tests that are about nothing else of it. */
export async function chunkCode(path: string, text: string, grammar: GrammarName): Promise<readonly Chunk[]> {
  return (await readCode(path, text, grammar)).chunks;
}
