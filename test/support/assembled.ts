import type { ChunkedFile } from "../../src/core/chunk.ts";
import { assemble, type Assembled, type AssembleOptions } from "../../src/curation/assemble.ts";
import { DEFAULT_KINDS } from "../../src/curation/propose/kinds.ts";
import { yieldOf } from "../../src/curation/yield/fileYield.ts";

/** What a dataset of these files holds, where nothing was built before. */
export async function assembled(
  files: readonly ChunkedFile[],
  { kinds = DEFAULT_KINDS, ...options }: Partial<AssembleOptions> = {},
): Promise<Assembled> {
  const yields = await Promise.all(files.map((file) => yieldOf(file, kinds)));
  return assemble(yields, { kinds, seed: 0, commits: [], frozen: new Map(), states: new Map(), ...options });
}
