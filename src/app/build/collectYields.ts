import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SkippedPath } from "../../core/chunk.ts";
import type { FoundFile } from "../../core/foundFile.ts";
import { discover, type DiscoverOptions } from "../../corpus/discover.ts";
import type { FileYield } from "../../curation/yield/fileYield.ts";
import { decodeYield, YIELD_RECORD_VERSION } from "../../curation/yield/yieldRecord.ts";
import { RecordLog } from "../../storage/recordLog.ts";
import type { Workspace } from "../../storage/workspace.ts";
import type { FileYieldRecord } from "../../protocol/corpus.ts";
import { yieldFiles } from "../harvestPool.ts";
import { findBundle } from "../workerBundle.ts";

export interface CollectRequest extends DiscoverOptions {
  readonly kinds: readonly string[];
  /** Where yields are kept from one build to the next; absent where nothing may be written. */
  readonly workspace?: Workspace;
  /** What the kept yields are for: datasets do not drive out one another's. */
  readonly name?: string;
  /** Defaults to processes of their own. */
  readonly yieldFiles?: YieldFiles;
}

/** Takes from each file what a dataset takes; one result each, in the order of the files. */
export type YieldFiles = (
  files: readonly FoundFile[],
  kinds: readonly string[],
  signal?: AbortSignal,
) => AsyncIterable<FileYieldRecord>;

export interface CollectedYields {
  /** In the order of their paths. */
  readonly yields: readonly FileYield[];
  readonly skipped: readonly SkippedPath[];
  /** Files that had not changed since their yield was kept. */
  readonly keptCount: number;
}

export interface CollectProgress {
  readonly done: number;
  readonly total: number;
  /** The file that comes next. */
  readonly path: string;
}

/**
 * Finds the files of a folder and takes from each what a dataset takes: from what was kept where size and time of the
 * file are as they were, else in processes of their own. An aborted collection keeps what it has.
 *
 * @throws as `discover` and `yieldFiles`; the signal's reason.
 */
export async function collectYields(
  request: CollectRequest,
  onProgress?: (progress: CollectProgress) => void,
  signal?: AbortSignal,
): Promise<CollectedYields> {
  const found = await discover(request, signal);
  const kept = request.workspace && (await openKept(request.workspace, request));
  const byPath = new Map<string, FileYield>();
  const skipped = [...found.skipped];
  const fresh: FoundFile[] = [];
  for (const file of found.files) {
    const record = kept?.get(keyOf(file));
    if (record === undefined) fresh.push(file);
    else byPath.set(file.path, decodeYield(record));
  }
  const keptCount = byPath.size;
  const report = (done: number): void => {
    onProgress?.({ done: keptCount + done, total: found.files.length, path: fresh[done]?.path ?? "" });
  };
  report(0);
  let done = 0;
  try {
    for await (const result of (request.yieldFiles ?? yieldFiles)(fresh, request.kinds, signal)) {
      const file = fresh[done];
      report(++done);
      if (result.outcome === "skipped") {
        skipped.push({ path: result.path, reason: result.reason });
        continue;
      }
      const yielded = decodeYield(result);
      byPath.set(result.path, yielded);
      // A file with a secret is read again each time rather than its secret kept once more.
      if (file !== undefined && Object.keys(yielded.secrets).length === 0) {
        kept?.put(keyOf(file), { text: result.text, bytes: result.bytes });
      }
    }
  } finally {
    // After a whole collection what is of no file any more can go.
    if (done === fresh.length) kept?.retain(new Set(found.files.map(keyOf)));
    // A folder that there is nothing to learn from stays as it was.
    const isWorthKeeping = [...byPath.values()].some(({ examples }) => examples.length > 0);
    if (isWorthKeeping || (request.workspace && existsSync(request.workspace.folder))) await kept?.flush();
  }
  skipped.sort((left, right) => (left.path < right.path ? -1 : 1));
  const yields = found.files.flatMap(({ path }) => byPath.get(path) ?? []);
  return { yields, skipped, keptCount };
}

/** A file that was written within the resolution of its file system's clock can differ with the same key; 1 ms is common. */
const keyOf = ({ path, sizeBytes, mtimeMs }: FoundFile): string => `${path}\n${sizeBytes} ${mtimeMs}`;

/** Yields are worth something only to the program that made them, and for the kinds that were asked for. */
async function openKept({ folder }: Workspace, { name = "dataset", kinds }: CollectRequest): Promise<RecordLog> {
  const program = createHash("sha256").update(await readFile(findBundle("corpus")));
  const version = program.update(JSON.stringify([YIELD_RECORD_VERSION, [...kinds].sort()])).digest("hex");
  return RecordLog.open(join(folder, "cache", "yields", `${name}.log`), version);
}
