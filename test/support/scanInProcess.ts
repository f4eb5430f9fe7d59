import type { FoundFile } from "../../src/core/foundFile.ts";
import type { FileScan } from "../../src/protocol/corpus.ts";
import { scanFile } from "../../src/workers/scanFile.ts";

/** As `scanFiles`, without a process: for tests that have nothing to build. */
export async function* scanInProcess(files: readonly FoundFile[], signal?: AbortSignal): AsyncGenerator<FileScan> {
  for (const file of files) {
    signal?.throwIfAborted();
    yield await scanFile(file);
  }
}
