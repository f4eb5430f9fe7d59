import type { YieldFiles } from "../../src/app/build/collectYields.ts";
import { yieldFile } from "../../src/workers/yieldFile.ts";

/** Takes from files what a dataset takes, without processes, for tests that are not about them. */
export const yieldInProcess: YieldFiles = async function* (files, kinds, signal) {
  for (const file of files) {
    signal?.throwIfAborted();
    yield await yieldFile(file, kinds);
  }
};
