import { spawn } from "node:child_process";
import { appendFile, cp, mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { harvestFiles } from "../../../src/app/harvest/harvestPool.ts";
import { discover } from "../../../src/corpus/discover.ts";
import { repositoryRoot } from "../train/workload.ts";
import { benchRepository } from "./repository.ts";
import { benchStore } from "./benchStore.ts";
import { watchTree } from "./processTree.ts";

export interface DatasetFigures {
  readonly fileCount: number;
  readonly repositoryBytes: number;
  /** Discovered, parsed and chunked. */
  readonly filesPerSecond: number;
  readonly exampleCount: number;
  /** Proposals dropped because they said something that their source does not. */
  readonly ungroundedCount: number;
  /** The command as a whole, from an empty `.espalier`: proposed, scanned, deduplicated, split and written. */
  readonly buildSeconds: number;
  readonly buildCpuSeconds: number;
  /** Of all processes together. */
  readonly buildPeakRssBytes: number;
  /** The same command after one file was edited. */
  readonly rebuildSeconds: number;
  readonly rebuildCpuSeconds: number;
  /** Of 100,000 examples; see `bench review`. */
  readonly openMs: number;
  readonly editMedianMs: number;
  readonly loadAverage: number;
}

const STORED_EXAMPLES = 100_000;

/** What a person waits for who makes a dataset of a large repository. */
export async function benchDataset(fileCount: number, report: (line: string) => void): Promise<DatasetFigures> {
  const loadAverage = loadavg()[0] ?? 0;
  report("preparing the repository");
  const repository = await benchRepository(fileCount);
  const folder = await mkdtemp(join(tmpdir(), "espalier-bench-"));
  try {
    await cp(repository.folder, folder, { recursive: true });
    report("reading");
    const filesPerSecond = await readingSpeed(folder);
    report("building");
    const first = await build(folder);
    const { files } = await discover({ root: folder });
    const edited = files.find(({ path }) => path.endsWith(".ts"));
    if (edited)
      await appendFile(
        edited.absolutePath,
        "\n/** Says how many there are of what was added. */\nexport const added = 1;\n",
      );
    report("building again after one edit");
    const second = await build(folder);
    report("opening a large dataset");
    const { openMs, editMedianMs } = await benchStore(STORED_EXAMPLES, report);
    return {
      fileCount: repository.fileCount,
      repositoryBytes: repository.sizeBytes,
      filesPerSecond,
      exampleCount: first.exampleCount,
      ungroundedCount: Object.values(first.ungrounded).reduce((sum, count) => sum + count, 0),
      buildSeconds: first.seconds,
      buildCpuSeconds: first.cpuSeconds,
      buildPeakRssBytes: first.peakRssBytes,
      rebuildSeconds: second.seconds,
      rebuildCpuSeconds: second.cpuSeconds,
      openMs,
      editMedianMs,
      loadAverage,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readingSpeed(folder: string): Promise<number> {
  const start = performance.now();
  const { files } = await discover({ root: folder });
  let count = 0;
  for await (const { outcome } of harvestFiles(files)) if (outcome === "read") count += 1;
  return Math.round((count / (performance.now() - start)) * 1000);
}

const summarySchema = z.object({ exampleCount: z.number(), ungrounded: z.record(z.string(), z.number()) });

async function build(folder: string) {
  const cli = join(repositoryRoot(), "dist", "cli.js");
  const start = performance.now();
  const child = spawn(process.execPath, [cli, "dataset", "build", "--json"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const used = watchTree(child.pid ?? 0);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise((resolve) => child.once("close", resolve));
  const seconds = Math.round(performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`the build ended with ${String(code)}`);
  return { ...summarySchema.parse(JSON.parse(output)), seconds, ...used() };
}
