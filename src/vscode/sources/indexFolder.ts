import * as vscode from "vscode";
import type { IndexProgress } from "../../core/search.ts";
import { whenIndexFree } from "../../app/search/whenIndexFree.ts";
import type { Retrieval } from "./retrieval.ts";

/**
 * Brings a folder's index up to date; another window that is at it is waited for. Returns what was repaired on the way.
 *
 * @param paths only these are looked at. Defaults to all files.
 */
export async function indexFolder(
  retrieval: Retrieval,
  { folder, paths }: { readonly folder: string; readonly paths?: readonly string[] },
  signal: AbortSignal,
  report: (text: string, fraction?: number) => void,
): Promise<readonly string[]> {
  const onProgress = (progress: IndexProgress): void => {
    if (progress.phase === "discover") return;
    const { phase, done, total } = progress;
    const text = phase === "read" ? vscode.l10n.t("Indexing") : vscode.l10n.t("Making vectors");
    report(text, total > 0 ? done / total : undefined);
  };
  const { remarks } = await whenIndexFree(
    () =>
      retrieval.use(folder, (retriever) =>
        retriever.update({ signal, onProgress, ...(paths && { paths }), ...sizeSetting(folder) }),
      ),
    () => report(vscode.l10n.t("Waiting for another process that writes the index")),
    signal,
  );
  return remarks;
}

const BYTES_PER_MB = 1e6;

/** What the index may grow to, by the settings; without a word of theirs, an index keeps what it was told before. */
function sizeSetting(folder: string): { readonly maxBytes?: number } {
  const settings = vscode.workspace.getConfiguration("espalier", vscode.Uri.file(folder));
  const megabytes = settings.get<number | null>(INDEX_SIZE, null);
  return typeof megabytes === "number" && megabytes >= 1 ? { maxBytes: megabytes * BYTES_PER_MB } : {};
}

/** The setting's name, below `espalier`. */
export const INDEX_SIZE = "index.maxSizeInMegabytes";
