import { UserError } from "../../base/errors.ts";
import type { AskedLines } from "../../core/groundedAnswer.ts";
import type { SearchRequest, SearchResult } from "../../core/search.ts";
import { openRetriever, type StartRetriever, startRetriever } from "../search/retriever.ts";
import { isSearchableAnyway } from "../search/searchableAnyway.ts";
import { keepSearchable, type KeptSearchable } from "./keepSearchable.ts";

/** A folder that is asked about: what an editor knows of its files counts, and a process that dies is replaced. */
export interface FollowedFolder extends KeptSearchable, AsyncDisposable {
  /** As `Retriever.search`. */
  search(request: SearchRequest): Promise<SearchResult>;
  /** As `Retriever.linesAround`. */
  linesAround(path: string, text: string, line: number): Promise<AskedLines | undefined>;
  /** What an editor holds of a file and has not saved; undefined when it is saved or closed. */
  setBuffer(path: string, text: string | undefined): void;
}

/** @param root absolute. */
export function followFolder(root: string, start: StartRetriever = startRetriever): FollowedFolder {
  const buffers = new Map<string, string>();
  /** Paths whose buffers the retrieval process does not know as they are. */
  let untold = new Set<string>();
  const retriever = openRetriever(root, () => {
    untold = new Set(buffers.keys());
    return start();
  });
  const kept = keepSearchable((options) => again(() => retriever.update(options)), {
    tolerates: (error) => isSearchableAnyway(error, retriever),
  });

  async function searchNow(request: SearchRequest): Promise<SearchResult> {
    for (;;) {
      const telling = untold;
      untold = new Set();
      for (const path of telling) await retriever.setBuffer(path, buffers.get(path));
      const result = await retriever.search(request);
      // A process that began with this search knew no buffer yet.
      if (untold.size === 0) return result;
    }
  }

  return {
    ...kept,
    async search(request) {
      try {
        return await again(() => searchNow(request));
      } catch (error) {
        // It was deleted since it was made.
        if (!isCoded(error, "index/none")) throw error;
        kept.changed("all");
        await kept.ready(new AbortController().signal, () => undefined);
        return searchNow(request);
      }
    },
    linesAround: (path, text, line) => again(() => retriever.linesAround(path, text, line)),
    setBuffer(path, text) {
      if (text === undefined) buffers.delete(path);
      else buffers.set(path, text);
      untold.add(path);
    },
    [Symbol.asyncDispose]: () => retriever[Symbol.asyncDispose](),
  };
}

/** A process that died may have been ended from outside; one that dies twice is broken. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isCoded(error, "worker/died")) throw error;
    return await work();
  }
}

const isCoded = (error: unknown, code: string): boolean => error instanceof UserError && error.code === code;
