import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { constants, getPriority } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { build } from "esbuild";
import { beforeEach, describe, expect, it } from "vitest";
import { endRun, noteTypingDuring } from "../../src/app/runs/manageRuns.ts";
import { showRun } from "../../src/app/runs/runList.ts";
import { resolveConfig } from "../../src/core/presets.ts";
import { withRunner } from "../../src/app/runs/startRunner.ts";
import { readLiveProgress } from "../../src/storage/liveProgress.ts";
import { lockOwner } from "../../src/storage/runLock.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { fillTinyWorkspace } from "../support/tinyWorkspace.ts";
import { until } from "../support/until.ts";

const BUNDLES = resolve(import.meta.dirname, "../../dist");
const LONG = {
  rank: 4,
  batchSize: 4,
  maxTokens: 128,
  microBatchTokens: 128,
  threads: 1,
  device: "cpu",
  epochs: 40,
  patience: 0,
  checkpointEvery: 7,
};

let folder: string;
beforeEach(async () => {
  folder = temporaryFolder();
  await fillTinyWorkspace(folder);
});

/** Returns what the starter said once its process has ended. */
async function startElsewhere(config: Record<string, unknown> = LONG): Promise<string> {
  const program = join(folder, "starter.mjs");
  await build({
    entryPoints: [resolve(import.meta.dirname, "../support/programs/runStarter.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
  });
  const { stdout } = await promisify(execFile)(process.execPath, [program, folder, BUNDLES, JSON.stringify(config)]);
  return stdout;
}

const statusOf = async (id: string) => (await showRun(folder, id)).state.status;

// It takes what other programs leave of the cores, which beside other tests may be little.
describe("a run in a process of its own", { timeout: 600_000 }, () => {
  it("goes on after the process that started it has ended, and tells how far it is", async () => {
    const id = await startElsewhere();
    expect(await statusOf(id)).toBe("running");
    const { paths } = await showRun(folder, id);
    await until(async () => ((await readLiveProgress(paths))?.step ?? 0) > 3);
    expect(await readLiveProgress(paths)).toMatchObject({ totalSteps: 240 });
    await endRun(folder, id, "stop");
    await until(async () => (await statusOf(id)) === "stopped");
    await until(async () => (await lockOwner(paths.folder)) === undefined);
  });

  it("takes what other programs leave of the cores: its trainer, and the session of both", async () => {
    const id = await startElsewhere();
    const { paths } = await showRun(folder, id);
    const { pid } = JSON.parse(readFileSync(join(paths.folder, "trainer.json"), "utf8")) as { pid: number };
    expect(getPriority(pid)).toBe(constants.priority.PRIORITY_BELOW_NORMAL);
    const group = `/proc/${pid}/autogroup`;
    if (existsSync(group)) expect(readFileSync(group, "utf8")).toContain("nice 10");
    await endRun(folder, id, "stop");
    await until(async () => (await lockOwner(paths.folder)) === undefined);
  });

  it("stands still while somebody types, and goes on after that", async () => {
    const id = await startElsewhere();
    const { paths } = await showRun(folder, id);
    const step = async () => (await readLiveProgress(paths))?.step ?? 0;
    /** Returns for how long the fingers rested at most. */
    const typeFor = async (ms: number): Promise<number> => {
      let [longest, last] = [0, performance.now()];
      for (const end = last + ms; last < end;) {
        await noteTypingDuring(folder, id);
        await pause(20);
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
      }
      return longest;
    };
    await until(async () => (await step()) > 1);
    let before = 0;
    await until(async () => {
      await typeFor(1_000);
      before = await step();
      const rested = await typeFor(2_000);
      // What was at work may end, and a breath be drawn late.
      const stoodStill = (await step()) - before <= 2;
      // On a busy machine these fingers are held up too.
      if (rested < 200) expect(stoodStill).toBe(true);
      // It does not wait for ever; after a rest it waits anew.
      if (!stoodStill) await pause(1_000);
      return stoodStill;
    });
    await until(async () => (await step()) > before + 2);
    await endRun(folder, id, "stop");
    await until(async () => (await lockOwner(paths.folder)) === undefined);
  });

  it("pauses when asked, goes on from there in another process, and ends", async () => {
    const id = await startElsewhere({ ...LONG, epochs: 10 });
    await endRun(folder, id, "pause");
    await until(async () => (await statusOf(id)) === "paused");
    expect(await withRunner((runner) => runner["run/resume"]({ folder, id }), { folder: BUNDLES })).toEqual({ id });
    await until(async () => (await statusOf(id)) === "completed");
    const steps = readFileSync(join(folder, ".espalier", "runs", id, "metrics.jsonl"), "utf8").match(/"kind":"step"/g);
    expect(steps).toHaveLength(60);
  });

  it("pauses with a checkpoint when the system asks its process to end", async () => {
    const id = await startElsewhere();
    const { paths } = await showRun(folder, id);
    await until(async () => ((await readLiveProgress(paths))?.step ?? 0) > 3);
    const trainer = await lockOwner(paths.folder);
    const runner = parentOf(trainer?.pid ?? 0);
    process.kill(runner, "SIGTERM");
    await until(async () => (await statusOf(id)) === "paused");
    expect(readdirSync(paths.checkpoints)).not.toEqual([]);
  });

  it("is none where its start is given up, whatever it was at", async () => {
    const runs = join(folder, ".espalier", "runs");
    const stop = new AbortController();
    const request = {
      ...{ folder, datasetPath: join(folder, "data.jsonl"), modelName: join(folder, "model.gguf"), preset: "quick" },
      config: resolveConfig("quick", LONG),
    };
    const started = withRunner((runner) => runner["run/start"](request, () => undefined, stop.signal), {
      folder: BUNDLES,
      signal: stop.signal,
    });
    started.catch(() => undefined);
    // Its folder is there: the trainer is started, and the model read.
    while (!existsSync(runs) || !readdirSync(runs).some((id) => existsSync(join(runs, id, "run.json")))) await pause(1);
    stop.abort(new Error("no longer wanted"));
    await expect(started).rejects.toThrow("no longer wanted");
    await until(() => readdirSync(runs).length === 0);
  });

  it("is interrupted where its process is killed, with its trainer, and goes on from its checkpoint", async () => {
    const id = await startElsewhere();
    const { paths } = await showRun(folder, id);
    await until(async () => ((await readLiveProgress(paths))?.step ?? 0) > 8);
    const trainer = (await lockOwner(paths.folder))?.pid ?? 0;
    process.kill(parentOf(trainer), "SIGKILL");
    await until(async () => (await statusOf(id)) === "interrupted");
    expect(await withRunner((runner) => runner["run/resume"]({ folder, id }), { folder: BUNDLES })).toEqual({ id });
    const { pid } = (await lockOwner(paths.folder)) ?? { pid: 0 };
    expect(pid).not.toBe(trainer);
    const before = (await readLiveProgress(paths))?.step ?? 0;
    await until(async () => ((await readLiveProgress(paths))?.step ?? 0) > before);
    await endRun(folder, id, "stop");
    await until(async () => (await lockOwner(paths.folder)) === undefined);
  });

  it("says that its trainer was killed", async () => {
    const id = await startElsewhere();
    const { paths } = await showRun(folder, id);
    process.kill((await lockOwner(paths.folder))?.pid ?? 0, "SIGKILL");
    await until(async () => (await statusOf(id)) === "failed");
    expect((await showRun(folder, id)).state.reason).toContain("SIGKILL");
  });

  it("passes on what refuses it, and leaves no run behind", async () => {
    expect(await startElsewhere({ ...LONG, batchSize: 25 })).toBe(
      "refused: the dataset has 24 training examples, the batch size is 25",
    );
    expect(existsSync(join(folder, ".espalier", "runs")) && readdirSync(join(folder, ".espalier", "runs"))).toEqual([]);
  });
});

/** The process that started another one; as /proc tells it. */
function parentOf(pid: number): number {
  const [, parent] = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(parent);
}
