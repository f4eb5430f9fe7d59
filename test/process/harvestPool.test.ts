import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { harvestFiles, type HarvestOptions, scanFiles } from "../../src/app/harvest/harvestPool.ts";
import { forkWorker } from "../../src/app/workers/workerProcess.ts";
import type { FoundFile } from "../../src/core/foundFile.ts";
import { discover } from "../../src/corpus/discover.ts";
import { readCorpus } from "../support/readCorpus.ts";
import type { CorpusFunctions, FileHarvest, FileScan } from "../../src/protocol/corpus.ts";
import { bundledWorker } from "../support/bundledWorker.ts";
import { folderOf } from "../support/folder.ts";
import { scanInProcess } from "../support/scanInProcess.ts";

const folder = mkdtempSync(join(tmpdir(), "espalier-harvest-"));
beforeAll(() => bundledWorker(folder, "corpus", "moodyHarvester.ts"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileAt = (path: string, sizeBytes = 100): FoundFile => ({
  path,
  absolutePath: `/nowhere/${path}`,
  sizeBytes,
  mtimeMs: 0,
  language: { reader: "markdown", name: "markdown" },
});

const files = (count: number): FoundFile[] => Array.from({ length: count }, (_, i) => fileAt(`${i}.md`));

/** With the processes that were started, by their ids. */
function moody(env: Record<string, string> = {}): { readonly options: HarvestOptions; readonly pids: number[] } {
  const pids: number[] = [];
  const start = () => {
    const execArgv = ["--max-old-space-size=64"];
    const harvester = forkWorker<CorpusFunctions>("corpus", { folder, env, execArgv });
    pids.push(harvester.pid);
    return harvester;
  };
  return { options: { processCount: 2, timeLimitMs: 3000, start }, pids };
}

async function collect(harvests: AsyncIterable<FileHarvest | FileScan>): Promise<Record<string, string>> {
  const reasons: Record<string, string> = {};
  for await (const harvest of harvests) {
    if (harvest.outcome === "skipped") reasons[harvest.path] = harvest.reason.replace(/\d{2,}/, "#");
  }
  return reasons;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("harvestFiles", () => {
  it("gives one result a file in the order of the files, from more than one process, and ends them", async () => {
    const { options, pids } = moody();
    const seen: string[] = [];
    const by = new Set<string>();
    for await (const harvest of harvestFiles(files(400), undefined, options)) {
      if (harvest.outcome !== "skipped") continue;
      seen.push(harvest.path);
      by.add(harvest.reason);
    }
    expect(seen).toEqual(files(400).map(({ path }) => path));
    expect(by.size).toBe(2);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it("names the files that take too long, end their process or need too much memory, and reads the rest", async () => {
    const troubled = [...files(20), fileAt("hangs.md"), fileAt("crashes.md"), fileAt("hungry.md"), fileAt("last.md")];
    const { options, pids } = moody();
    const reasons = await collect(harvestFiles(troubled, undefined, options));
    expect(Object.keys(reasons)).toEqual(troubled.map(({ path }) => path));
    expect(reasons).toMatchObject({
      "0.md": "seen by #",
      "19.md": "seen by #",
      "hangs.md": "could not be read within 3 s",
      "crashes.md": "ended the process that read it",
      "hungry.md": "needs more memory to read than there is for one file",
      "last.md": "seen by #",
    });
    expect(pids.length).toBeGreaterThan(2);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it("stops at once when aborted, with the signal's reason", async () => {
    const { options, pids } = moody();
    const controller = new AbortController();
    const harvests = harvestFiles([fileAt("a.md"), fileAt("hangs.md", 1e6)], controller.signal, options);
    expect((await harvests.next()).value).toMatchObject({ path: "a.md" });
    controller.abort(new Error("enough"));
    await expect(harvests.next()).rejects.toThrow("enough");
    expect(pids.filter(isAlive)).toEqual([]);
    const late = harvestFiles(files(3), AbortSignal.abort(new Error("too late")), options);
    await expect(late.next()).rejects.toThrow("too late");
  });

  it("ends its processes when the caller has seen enough", async () => {
    const { options, pids } = moody();
    for await (const { outcome } of harvestFiles(files(400), undefined, options)) {
      expect(outcome).toBe("skipped");
      break;
    }
    expect(pids.length).toBeGreaterThan(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it("says so when processes end whatever they are given, instead of blaming every file", async () => {
    const { options } = moody({ ALWAYS_DIES: "1" });
    await expect(collect(harvestFiles(files(50), undefined, options))).rejects.toMatchObject({ code: "worker/died" });
  });

  it("starts no process for no files", async () => {
    const { options, pids } = moody();
    expect(await collect(harvestFiles([], undefined, options))).toEqual({});
    expect(pids).toEqual([]);
  });

  it("reads what the built corpus process reads as this process would", async () => {
    const root = folderOf({
      "README.md": "# A\n\nText.\n",
      "src/a.ts": "/** Adds. */\nexport function add(a: number) {}\n",
      "src/b.py": "def f(): pass\n",
      "src/binary.ts": Uint8Array.of(0, 1, 2),
    });
    expect(await readCorpus({ root }, harvestFiles)).toEqual(await readCorpus({ root }));
    const { files: found } = await discover({ root });
    expect(found.map(({ path }) => path)).toEqual(["README.md", "src/a.ts", "src/b.py", "src/binary.ts"]);
  });
});

describe("scanFiles", () => {
  it("names a file on which the scan does not come to an end, and scans the rest", async () => {
    const { options, pids } = moody();
    const reasons = await collect(scanFiles([fileAt("hangs.md"), fileAt("last.md")], undefined, options));
    expect(reasons).toEqual({ "hangs.md": "could not be read within 3 s", "last.md": "seen by #" });
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it("finds in the built corpus process what this process would", async () => {
    const root = folderOf({ "a.md": "Write to jane.roe@example-mail.io.\n", "b.pdf": "%PDF-1.4 torn" });
    const { files: found } = await discover({ root });
    const [scans, expected]: [FileScan[], FileScan[]] = [[], []];
    for await (const scan of scanFiles(found)) scans.push(scan);
    for await (const scan of scanInProcess(found)) expected.push(scan);
    expect(scans).toEqual(expected);
    expect(scans).toMatchObject([{ findings: [{ rule: "e-mail" }] }, { outcome: "skipped" }]);
  });
});
