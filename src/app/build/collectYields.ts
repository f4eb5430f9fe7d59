import { at } from "../../base/at.ts";
import type { SkippedPath } from "../../core/chunk.ts";
import type { FoundFile } from "../../core/foundFile.ts";
import { discover, type DiscoverOptions } from "../../corpus/discover.ts";
import { decodeYield, type KeptYield } from "../../curation/yield/yieldRecord.ts";
import type { LogRecord } from "../../storage/recordLog.ts";
import type { FileYieldRecord } from "../../protocol/corpus.ts";
import type { BuildCache } from "./buildCache.ts";

export interface CollectRequest extends DiscoverOptions {
  readonly kinds: readonly string[];
  /** Where yields are kept from one build to the next. */
  readonly cache: BuildCache;
  readonly yieldFiles: YieldFiles;
  /** Done while other processes read. Defaults to nothing. */
  readonly meanwhile?: () => Promise<unknown>;
}

/** Takes from each file what a dataset takes; one result each, in the order of the files. */
export type YieldFiles = (
  files: readonly FoundFile[],
  kinds: readonly string[],
  signal?: AbortSignal,
) => AsyncIterable<FileYieldRecord>;

export interface CollectedYields {
  /** In the order of their paths. */
  readonly yields: readonly KeptYield[];
  readonly skipped: readonly SkippedPath[];
  /** Files that had not changed since their yield was kept. */
  readonly keptCount: number;
  /** When what was yielded is kept, and the processes that read are gone: nothing that comes next waits for it. */
  readonly settled: Promise<void>;
}

export interface CollectProgress {
  readonly done: number;
  readonly total: number;
  /** The file that comes next. */
  readonly path: string;
}

/**
 * Finds the files of a folder and takes from each what a dataset takes: from what was kept where size and time of the
 * file are as they were, else by `yieldFiles`. An aborted collection keeps what it has.
 *
 * @throws as `discover` and `yieldFiles`; the signal's reason.
 */
export async function collectYields(
  request: CollectRequest,
  onProgress?: (progress: CollectProgress) => void,
  signal?: AbortSignal,
): Promise<CollectedYields> {
  const [found, kept] = await Promise.all([discover(request, signal), request.cache.yields()]);
  const byPath = new Map<string, KeptYield>();
  const skipped = [...found.skipped];
  const keys = found.files.map(keyOf);
  const fresh = found.files.flatMap((file, index): { file: FoundFile; key: string }[] => {
    const key = at(keys, index);
    return kept?.has(key) === true ? [] : [{ file, key }];
  });
  const knownCount = found.files.length - fresh.length;
  const report = (done: number): void => {
    onProgress?.({ done: knownCount + done, total: found.files.length, path: fresh[done]?.file.path ?? "" });
  };
  report(0);
  let done = 0;
  let keptCount = 0;
  const toRead = fresh.map(({ file }) => file);
  const results = request.yieldFiles(toRead, request.kinds, signal)[Symbol.asyncIterator]();
  const settle = async (): Promise<void> => {
    await results.return?.();
    // After a whole collection what is of no file any more can go.
    if (done === fresh.length) kept?.retain(new Set(keys));
    await request.cache.keepYields([...byPath.values()].some(({ cards }) => cards.length > 0));
  };
  try {
    // While other processes begin to read, what is kept is looked at here.
    let reading = results.next();
    reading.catch(() => undefined);
    for (let index = 0; index < keys.length; index++) {
      const file = at(found.files, index);
      const record = kept?.get(at(keys, index));
      if (record === undefined) continue;
      if (record.text.startsWith(SKIPPED)) {
        skipped.push({ path: file.path, reason: record.text.slice(SKIPPED.length) });
      } else {
        byPath.set(file.path, decodeYield(record));
        keptCount += 1;
      }
    }
    await request.meanwhile?.();
    while (done < fresh.length) {
      const next = await reading;
      if (next.done === true) break;
      const result = next.value;
      const { key } = at(fresh, done);
      report(++done);
      if (result.outcome === "skipped") {
        skipped.push({ path: result.path, reason: result.reason });
        if (result.isOfBytes === true) kept?.put(key, skippedRecord(result.reason));
      } else {
        // A copy of its own: what came is a part of a message, and would hold all of it.
        const record = { text: result.text, bytes: new Uint8Array(result.bytes) };
        const yielded = decodeYield(record);
        byPath.set(result.path, yielded);
        // A file with a secret is read again each time rather than its secret kept once more.
        if (Object.keys(yielded.secrets).length === 0) kept?.put(key, record);
      }
      if (done < fresh.length) reading = results.next();
    }
  } catch (error) {
    await settle();
    throw error;
  }
  const settled = settle();
  // Who waits for it hears of a failure; until then it is not unheard of.
  settled.catch(() => undefined);
  skipped.sort((left, right) => (left.path < right.path ? -1 : 1));
  const yields = found.files.flatMap(({ path }) => byPath.get(path) ?? []);
  return { yields, skipped, keptCount, settled };
}

/** A file that was written within the resolution of its file system's clock can differ with the same key; 1 ms is common. */
const keyOf = ({ path, sizeBytes, mtimeMs }: FoundFile): string => `${path}\n${sizeBytes} ${mtimeMs}`;

/** What no yield begins with. */
const SKIPPED = "skipped: ";

const skippedRecord = (reason: string): LogRecord => ({ text: SKIPPED + reason, bytes: new Uint8Array(0) });
