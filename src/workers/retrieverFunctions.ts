import type { IndexedFolder, RetrieverFunctions } from "../protocol/retrieval.ts";
import type { SourcesFunctions } from "../protocol/sources.ts";
import { deleteIndex } from "../workspaceIndex/deleteIndex.ts";
import { readInTurn } from "../workspaceIndex/readFiles.ts";
import { embedText } from "../retrieval/vectors/embedText.ts";
import { loadStaticModel } from "../workspaceIndex/staticModel.ts";
import { SearchIndex } from "../workspaceIndex/searchIndex.ts";
import { updateIndex } from "../workspaceIndex/updateIndex.ts";
import { sourcesFunctions } from "./sourcesFunctions.ts";
import { findReaderThread, readInThreads } from "../workspaceIndex/readInThreads.ts";

/** The functions of the retrieval process. Each index stays open once it was asked for. */
export function retrieverFunctions(): RetrieverFunctions & SourcesFunctions {
  const program = findReaderThread();
  const readFiles = program === undefined ? readInTurn : readInThreads({ program });
  const open = new Map<string, SearchIndex>();
  const indexOf = ({ root, indexFolder }: IndexedFolder): SearchIndex => {
    const index = open.get(indexFolder) ?? new SearchIndex(root, indexFolder);
    open.set(indexFolder, index);
    return index;
  };
  return {
    ...sourcesFunctions(indexOf),
    "index/update": async ({ paths, ...folder }, signal, report) =>
      updateIndex({ ...folder, paths, known: await indexOf(folder).segments(), readFiles }, report, signal),
    "index/status": (folder) => indexOf(folder).status(),
    "index/delete": async ({ indexFolder }) => {
      open.delete(indexFolder);
      await deleteIndex(indexFolder);
    },
    "passages/search": (folder, request) => indexOf(folder).search(request),
    "texts/embed": async (texts) => {
      const model = await loadStaticModel();
      return texts.map((text) => embedText(model, text));
    },
    "buffer/set": (folder, path, text) => indexOf(folder).setBuffer(path, text),
  };
}
