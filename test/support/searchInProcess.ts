import { join } from "node:path";
import type { OpenPassageSearch } from "../../src/app/grounded/passageSearch.ts";
import { SearchIndex } from "../../src/workspaceIndex/searchIndex.ts";
import { updateIndex } from "../../src/workspaceIndex/updateIndex.ts";
import { readInTurn } from "../../src/workspaceIndex/readFiles.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

/** Searches a folder's passages without a process, with an index elsewhere, for tests that are not about either. */
export const searchInProcess: OpenPassageSearch = async (root) => {
  const indexFolder = join(temporaryFolder(), "index");
  const index = new SearchIndex(root, indexFolder);
  await updateIndex({ root, indexFolder, known: [], readFiles: readInTurn });
  return {
    search: async (query) => (await index.search({ query, kind: "hybrid", limit: 40 })).hits,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
};
