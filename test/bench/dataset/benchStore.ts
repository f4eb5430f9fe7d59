import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeExamples } from "../../../src/curation/formats/jsonl.ts";
import { datasetFiles } from "../../../src/dataset/datasetFiles.ts";
import { DatasetSession } from "../../../src/dataset/session/datasetSession.ts";
import { workspaceAt } from "../../../src/storage/workspace.ts";
import { sampleExamples } from "./sampleDataset.ts";

/** Milliseconds, unless the name says otherwise. */
export interface StoreFigures {
  readonly exampleCount: number;
  readonly openMs: number;
  /** Processor time, all threads: what counts on a machine that does other things as well. */
  readonly openCpuMs: number;
  /** With a decision about every example. */
  readonly openReviewedMs: number;
  readonly editMedianMs: number;
  readonly editSlowestMs: number;
  readonly bulkMs: number;
  readonly undoBulkMs: number;
  readonly filterMs: number;
  readonly searchRareMs: number;
  readonly searchCommonMs: number;
  readonly searchTwoWordsMs: number;
  readonly pageMs: number;
  readonly countsMs: number;
  readonly effectiveMs: number;
  readonly residentBytes: number;
}

const ROUNDS = 5;
const EDITS = 40;

/** What a person who reviews a large dataset waits for. The least of a few rounds: what the machine can do. */
export async function benchStore(exampleCount: number, report: (line: string) => void): Promise<StoreFigures> {
  const folder = await mkdtemp(join(tmpdir(), "espalier-bench-"));
  try {
    const files = datasetFiles(workspaceAt(folder), "sample");
    report(`writing ${exampleCount} examples`);
    await writeExamples(files.examples, sampleExamples(exampleCount));
    const open = () => DatasetSession.open(files, { by: "bench" });
    report("opening, searching, deciding");
    const openMs = await least(async () => (await open()).close());
    const before = process.cpuUsage();
    const session = await open();
    const { user, system } = process.cpuUsage(before);
    const openCpuMs = Math.round((user + system) / 1000);
    const ids = await session.idsOf({});
    const edits: number[] = [];
    for (let index = 0; index < EDITS; index++) {
      const id = ids[Math.floor((index * ids.length) / EDITS)] ?? "";
      edits.push(await elapsed(() => session.decide([id], { state: "accepted", note: `edit ${index}` })));
    }
    edits.sort((a, b) => a - b);
    return {
      exampleCount,
      openMs,
      openCpuMs,
      editMedianMs: edits[Math.floor(EDITS / 2)] ?? 0,
      editSlowestMs: edits.at(-1) ?? 0,
      filterMs: await elapsed(() => session.query({ states: ["proposed"], splits: ["test"], kinds: ["section"] })),
      searchRareMs: await elapsed(() => session.query({ text: "file00423" })),
      searchCommonMs: await elapsed(() => session.query({ text: "e" })),
      searchTwoWordsMs: await elapsed(() => session.query({ text: "value returns" })),
      pageMs: await least(() => session.query({}, Math.floor(exampleCount / 2), 100)),
      countsMs: await least(() => session.counts()),
      effectiveMs: await least(() => session.effective()),
      bulkMs: await elapsed(() => session.decide(ids, { state: "flagged" })),
      residentBytes: process.memoryUsage.rss(),
      openReviewedMs: await least(async () => (await open()).close()),
      undoBulkMs: await elapsed(() => session.undo()),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function least(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await elapsed(work));
  return Math.min(...times);
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round((performance.now() - start) * 10) / 10;
}
