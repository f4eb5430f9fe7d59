import type * as vscode from "vscode";
import { openRetriever, type Retriever, startRetrieverBehind } from "../../app/search/retriever.ts";
import { requireTrust } from "../trust.ts";

/**
 * The retrieval process of each folder: started when first used, shared by all that use it, ended when nobody does. It
 * indexes while somebody works at something else, so it gives way; a process has one priority, so questions have another.
 */
export interface Retrieval extends vscode.Disposable {
  /** Throws UserError `workspace/untrusted`, and what `work` throws. */
  use<T>(folder: string, work: (retriever: Retriever) => Promise<T>): Promise<T>;
}

/** To look at the files anew takes a process a second to start; to keep it takes the memory of the index. */
const IDLE_MS = 60_000;

interface Used {
  readonly retriever: Retriever;
  users: number;
  timer?: NodeJS.Timeout;
}

export function openRetrieval(idleMs = IDLE_MS): Retrieval {
  const byFolder = new Map<string, Used>();
  return {
    async use(folder, work) {
      requireTrust();
      const used = byFolder.get(folder) ?? { retriever: openRetriever(folder, startRetrieverBehind), users: 0 };
      byFolder.set(folder, used);
      clearTimeout(used.timer);
      used.users++;
      try {
        return await work(used.retriever);
      } finally {
        used.users--;
        // The next use starts another process.
        if (used.users === 0) used.timer = setTimeout(() => void used.retriever[Symbol.asyncDispose](), idleMs);
      }
    },
    dispose() {
      for (const { retriever, timer } of byFolder.values()) {
        clearTimeout(timer);
        void retriever[Symbol.asyncDispose]();
      }
    },
  };
}
