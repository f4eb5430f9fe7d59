import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { KnownBefore } from "../../curation/assemble.ts";
import { SharedShingles } from "../../curation/duplicates/sharedShingles.ts";
import type { AcrossOfFile } from "../../curation/propose/updateAcross.ts";
import { ACROSS_RECORD_VERSION, decodeAcross, encodeAcross } from "../../curation/yield/acrossRecord.ts";
import { YIELD_RECORD_VERSION } from "../../curation/yield/yieldRecord.ts";
import { type LogRecord, RecordLog } from "../../storage/recordLog.ts";
import type { Workspace } from "../../storage/workspace.ts";

/**
 * What one build leaves for the next, so that only what changed is worked out again. Nothing in it decides what a
 * dataset holds: it may be damaged or deleted at any time, and another program, or other kinds, find it empty.
 */
export interface BuildCache {
  /** What files yielded, which is being read from the moment the cache is opened; undefined where nothing may be kept. */
  yields(): Promise<RecordLog | undefined>;
  /** What was worked out of all files together. */
  known(): Promise<KnownBefore>;
  /** Keeps what a build with examples worked out; `known` is what it was given. */
  keep(known: KnownBefore, across: ReadonlyMap<string, AcrossOfFile>): Promise<void>;
  /** Writes what `yields` gave, unless there is nothing to learn from and the folder shall stay as it was. */
  keepYields(isWorthKeeping: boolean): Promise<void>;
}

/**
 * @param place the workspace, and the dataset's name: datasets do not drive out one another's. Nowhere if undefined.
 * @param reader the program that reads files, where it is not this one.
 */
export async function openBuildCache(
  place: { readonly workspace: Workspace; readonly name: string } | undefined,
  kinds: readonly string[],
  reader?: string,
): Promise<BuildCache> {
  if (place === undefined) return new NoCache();
  const version = await versionOf(kinds, reader);
  const { folder } = place.workspace;
  const open = (part: string): Promise<RecordLog> => {
    const log = RecordLog.open(join(folder, "cache", part, `${place.name}.log`), version);
    // Who asks for it hears of a failure; until then it is not unheard of.
    log.catch(() => undefined);
    return log;
  };
  return new CacheFiles(folder, open("yields"), open("across"));
}

class NoCache implements BuildCache {
  yields(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  known(): Promise<KnownBefore> {
    return Promise.resolve({ across: new Map(), shared: new SharedShingles() });
  }

  keep(): Promise<void> {
    return Promise.resolve();
  }

  keepYields(): Promise<void> {
    return Promise.resolve();
  }
}

/** Keys that no path is. */
const [STATE, SHARED] = ["\n state", "\n shared"];
const NOTHING: LogRecord = { text: "", bytes: new Uint8Array(0) };

class CacheFiles implements BuildCache {
  constructor(
    private readonly folder: string,
    private readonly ofFiles: Promise<RecordLog>,
    private readonly together: Promise<RecordLog>,
  ) {}

  yields(): Promise<RecordLog> {
    return this.ofFiles;
  }

  async known(): Promise<KnownBefore> {
    const log = await this.together;
    const across = new Map<string, AcrossOfFile>();
    // Records of two builds would contradict each other: what a kill left half written counts for nothing.
    if (log.get(STATE)?.text === WHOLE) {
      for (const path of log.keys()) {
        if (path === STATE || path === SHARED) continue;
        const record = log.get(path);
        if (record !== undefined && record.text !== "") across.set(path, decodeAcross(record));
      }
    }
    return { across, shared: new SharedShingles(decodeShared(log.get(SHARED))) };
  }

  async keep(known: KnownBefore, across: ReadonlyMap<string, AcrossOfFile>): Promise<void> {
    const log = await this.together;
    const changed = [...across].filter(([path, found]) => known.across.get(path) !== found);
    const gone = [...known.across.keys()].filter((path) => !across.has(path));
    if (known.shared.hasNew) log.put(SHARED, encodeShared(known.shared.counts));
    if (changed.length > 0 || gone.length > 0) {
      log.put(STATE, { ...NOTHING, text: UNFINISHED });
      await log.flush();
      for (const [path, found] of changed) log.put(path, encodeAcross(found));
      // In a file that only grows, what is not there any more must be said.
      for (const path of gone) log.put(path, NOTHING);
      log.put(STATE, { ...NOTHING, text: WHOLE });
    }
    await log.flush();
  }

  async keepYields(isWorthKeeping: boolean): Promise<void> {
    if (isWorthKeeping || existsSync(this.folder)) await (await this.ofFiles).flush();
  }
}

const [WHOLE, UNFINISHED] = ["whole", "unfinished"];
const PAIR_DIGITS = 32;

function encodeShared(counts: ReadonlyMap<string, number>): LogRecord {
  const numbers = Uint32Array.from(counts.values());
  return { text: [...counts.keys()].join(""), bytes: new Uint8Array(numbers.buffer) };
}

function decodeShared(record: LogRecord | undefined): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (record === undefined) return counts;
  const { text, bytes } = record;
  const numbers = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / Uint32Array.BYTES_PER_ELEMENT);
  for (let index = 0; index < numbers.length; index++) {
    counts.set(text.slice(index * PAIR_DIGITS, (index + 1) * PAIR_DIGITS), numbers[index] ?? 0);
  }
  return counts;
}

/**
 * What is kept is worth something only to the program that made it, and for the kinds that were asked for. Bundles name
 * the code they share by its hash, so the bundle that reads files and the one that this is in stand for all of it.
 */
async function versionOf(kinds: readonly string[], reader: string | undefined): Promise<string> {
  const program = createHash("sha256");
  const own = fileURLToPath(import.meta.url);
  for (const path of reader === undefined ? [own] : [own, reader]) program.update(await readFile(path));
  return program.update(JSON.stringify([YIELD_RECORD_VERSION, ACROSS_RECORD_VERSION, [...kinds].sort()])).digest("hex");
}
