import { appendFile, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type LiveSegment, liveSegmentOf, type QueryTerm } from "../../../src/retrieval/bm25.ts";
import { livePassageCount, rankPassages } from "../../../src/retrieval/rankPassages.ts";
import { embedTerms } from "../../../src/retrieval/vectors/staticEmbedding.ts";
import { findReaderThread, readInThreads } from "../../../src/workspaceIndex/readInThreads.ts";
import { SearchIndex } from "../../../src/workspaceIndex/searchIndex.ts";
import { loadStaticModel } from "../../../src/workspaceIndex/staticModel.ts";
import { updateIndex } from "../../../src/workspaceIndex/updateIndex.ts";
import { benchRepository } from "../dataset/repository.ts";
import { benchFolder } from "../packages.ts";

export interface IndexFigures {
  readonly fileCount: number;
  readonly passageCount: number;
  readonly textBytes: number;
  readonly keywordBytes: number;
  readonly vectorBytes: number;
  /** Until every file can be found by keyword. */
  readonly keywordSeconds: number;
  /** Until every passage has its vector as well. */
  readonly totalSeconds: number;
  /** CPU time of this process for all of it. */
  readonly cpuSeconds: number;
  /** Median of some edits of one file, told by a watcher. */
  readonly reindexOneFileMs: number;
  /** Of ranking at `rankedPassages`. */
  readonly queryP50Ms: number;
  readonly queryP95Ms: number;
  readonly rankedPassages: number;
  /** Of a whole search of the repository: files of the hits looked at and their text read. */
  readonly searchP95Ms: number;
}

const FILES = 10_000;
const RANKED_PASSAGES = 100_000;
const EDITS = 7;
/** Each is asked once before it is timed: an index that is open has been read. */
const QUERIES = 100;

/** What indexing and searching 10,000 real files costs here. */
export async function measureIndex(queries: readonly string[], report: (line: string) => void): Promise<IndexFigures> {
  const { folder: root, fileCount, sizeBytes } = await benchRepository(FILES);
  const indexFolder = join(benchFolder(), "retrieval-index");
  await rm(indexFolder, { recursive: true, force: true });
  report(`indexing ${fileCount} files of ${(sizeBytes / 1e6).toFixed(0)} MB`);
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  let keywordAt: number | undefined;
  const program = findReaderThread();
  if (program === undefined) throw new Error("the benchmark reads in threads, as the product does: build it first");
  await updateIndex({ root, indexFolder, readFiles: readInThreads({ program }) }, ({ phase }) => {
    if (phase === "embed") keywordAt ??= performance.now();
  });
  const endedAt = performance.now();
  const cpu = process.cpuUsage(cpuBefore);
  const index = new SearchIndex(root, indexFolder);
  const status = await index.status();
  const asked = queries.slice(0, QUERIES);
  report("searching");
  const search = (query: string) => index.search({ query, kind: "hybrid", limit: 10 });
  const segments = await repeated(index);
  const rank = await ranker(segments);
  const rankTimes = await timesOf(asked, async (query) => rank(query));
  const searchTimes = await timesOf(asked, search);
  report("editing one file");
  const edited = (await search(asked[0] ?? "")).hits[0]?.path ?? "";
  return {
    fileCount: status.files,
    passageCount: status.passages,
    textBytes: status.textBytes,
    keywordBytes: status.keywordBytes,
    vectorBytes: status.vectorBytes,
    keywordSeconds: ((keywordAt ?? endedAt) - startedAt) / 1000,
    totalSeconds: (endedAt - startedAt) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    reindexOneFileMs: await timeEdits(root, indexFolder, edited),
    queryP50Ms: quantile(rankTimes, 0.5),
    queryP95Ms: quantile(rankTimes, 0.95),
    rankedPassages: livePassageCount(segments),
    searchP95Ms: quantile(searchTimes, 0.95),
  };
}

/** The repository's segments as often as it takes for so many passages. */
async function repeated(index: SearchIndex): Promise<LiveSegment[]> {
  const once = (await index.segments()).map(({ segment, deadFiles, vectors }) =>
    liveSegmentOf(segment, deadFiles, vectors),
  );
  const times = Math.ceil(RANKED_PASSAGES / Math.max(1, livePassageCount(once)));
  return Array.from({ length: times }, () => once).flat();
}

async function ranker(segments: readonly LiveSegment[]): Promise<(query: string) => unknown> {
  const model = await loadStaticModel();
  const embed = (terms: readonly QueryTerm[]) =>
    embedTerms(
      model,
      terms.map(({ hash, count }) => [hash, count] as const),
    );
  return (query) => rankPassages(segments, { query, kind: "hybrid", limit: 10 }, embed);
}

async function timesOf(queries: readonly string[], ask: (query: string) => Promise<unknown>): Promise<number[]> {
  for (const query of queries) await ask(query);
  const times: number[] = [];
  for (const query of queries) {
    const startedAt = performance.now();
    await ask(query);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** Milliseconds from the edit of a file until the index that holds it is committed; the file is put back. */
async function timeEdits(root: string, indexFolder: string, path: string): Promise<number> {
  const absolutePath = join(root, path);
  const original = await readFile(absolutePath);
  const index = new SearchIndex(root, indexFolder);
  const times: number[] = [];
  try {
    for (let edit = 0; edit < EDITS; edit++) {
      await appendFile(absolutePath, `\n// edit ${edit}\n`);
      const known = await index.segments();
      const startedAt = performance.now();
      await updateIndex({ root, indexFolder, known, paths: [path] });
      times.push(performance.now() - startedAt);
      await truncate(absolutePath, original.length);
    }
  } finally {
    await writeFile(absolutePath, original);
  }
  return quantile(times, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
