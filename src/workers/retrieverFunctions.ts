import type { IndexedFolder, RetrieverFunctions } from "../protocol/retrieval.ts";
import type { SourcesFunctions } from "../protocol/sources.ts";
import { joinUpdates } from "../workspaceIndex/joinUpdates.ts";
import { isTurn, sparingly } from "../base/sparingly.ts";
import type { IndexProgress } from "../core/search.ts";
import { discoverFile } from "../corpus/discover.ts";
import { deleteIndex } from "../workspaceIndex/deleteIndex.ts";
import { linesAround } from "../workspaceIndex/linesAround.ts";
import { readInTurn } from "../workspaceIndex/readFiles.ts";
import { embedText } from "../retrieval/vectors/embedText.ts";
import { loadStaticModel } from "../workspaceIndex/staticModel.ts";
import { SearchIndex } from "../workspaceIndex/searchIndex.ts";
import { updateIndex } from "../workspaceIndex/updateIndex.ts";
import { embeddingOpener } from "./embeddingOpener.ts";
import { sourcesFunctions } from "./sourcesFunctions.ts";
import { findReaderThread, readInThreads } from "../workspaceIndex/readInThreads.ts";

/** The functions of the retrieval process. Each index stays open once it was asked for. */
export function retrieverFunctions(): RetrieverFunctions & SourcesFunctions {
  const program = findReaderThread();
  const readFiles = program === undefined ? readInTurn : readInThreads({ program });
  const openEmbedding = embeddingOpener();
  const open = new Map<string, SearchIndex>();
  const indexOf = ({ root, indexFolder }: IndexedFolder): SearchIndex => {
    const index = open.get(indexFolder) ?? new SearchIndex(root, indexFolder, openEmbedding);
    open.set(indexFolder, index);
    return index;
  };
  const updates = new Map<string, ReturnType<typeof joinUpdates>>();
  const updatesOf = (folder: IndexedFolder) => {
    const joined =
      updates.get(folder.indexFolder) ??
      joinUpdates(async (wanted, report, signal) => {
        const known = await indexOf(folder).segments();
        return updateIndex({ ...folder, ...wanted, known, readFiles, openEmbedding }, report, signal);
      });
    updates.set(folder.indexFolder, joined);
    return joined;
  };
  return {
    ...sourcesFunctions(indexOf),
    "index/update": ({ root, indexFolder, ...wanted }, signal, report) =>
      updatesOf({ root, indexFolder })(wanted, report && sparingly(report, isNewPhase), signal),
    "index/status": (folder) => indexOf(folder).status(),
    "index/delete": async ({ indexFolder }) => {
      open.delete(indexFolder);
      return await deleteIndex(indexFolder);
    },
    "passages/search": (folder, request) => indexOf(folder).search(request),
    "texts/embed": async (texts) => {
      const model = await loadStaticModel();
      return texts.map((text) => embedText(model, text));
    },
    "lines/around": linesAround,
    "buffer/set": async (folder, path, text) => {
      // What is left out of the index stays out of it while it is edited.
      const isLeftOut = text !== undefined && "reason" in (await discoverFile(folder.root, path));
      await indexOf(folder).setBuffer(path, isLeftOut ? undefined : text);
    },
  };
}

/** The first and the last of a phase are always told of. */
const isNewPhase = (next: IndexProgress, last: IndexProgress): boolean =>
  next.phase !== last.phase || (next.phase !== "discover" && last.phase !== "discover" && isTurn(next, last));
