import type { ChunkedFile } from "../../src/core/chunk.ts";
import type { Example } from "../../src/core/example.ts";
import { assemble, type Assembled, type AssembleOptions } from "../../src/curation/assemble.ts";
import { DEFAULT_KINDS } from "../../src/curation/propose/kinds.ts";
import { exampleOf } from "../../src/curation/yield/card.ts";
import { yieldOf } from "../../src/curation/yield/fileYield.ts";
import { decodeYield, encodeYield } from "../../src/curation/yield/yieldRecord.ts";

/** What a dataset of these files holds, where nothing was built before. */
export async function assembled(
  files: readonly ChunkedFile[],
  { kinds = DEFAULT_KINDS, ...options }: Partial<AssembleOptions> = {},
): Promise<Omit<Assembled, "examples"> & { readonly examples: readonly Example[] }> {
  const yields = await Promise.all(files.map(async (file) => decodeYield(encodeYield(await yieldOf(file, kinds)))));
  const request = { kinds, seed: 0, commits: [], frozen: new Map(), states: new Map(), ...options };
  const { examples, ...rest } = await assemble(yields, request);
  return { ...rest, examples: examples.map(exampleOf) };
}
