import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import lockfile from "proper-lockfile";
import { describe, expect, it } from "vitest";
import { activeRun, endRun, removeRun, renameRun, useNewestRun, useRun } from "../../../../src/app/runs/manageRuns.ts";
import { writeFileAtomic } from "../../../../src/storage/atomicWrite.ts";
import { watchEndRequests } from "../../../../src/storage/endRequest.ts";
import { createRunFolder, readRun, type StoredRun } from "../../../../src/storage/runFolder.ts";
import { lockRun } from "../../../../src/storage/runLock.ts";
import { workspaceAt } from "../../../../src/storage/workspace.ts";
import { sampleRecord } from "../../../support/sampleRun.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";
import { until } from "../../../support/until.ts";

async function newRun(folder: string, { hasAdapter = true } = {}): Promise<StoredRun> {
  const run = await createRunFolder(workspaceAt(folder), sampleRecord, (path) => writeFileAtomic(path, ""));
  if (hasAdapter) writeFileSync(run.paths.adapter, "adapter");
  return run;
}

describe("the run in use", () => {
  it("is the chosen one until another is chosen, it is deleted, or the choice is taken back", async () => {
    const folder = temporaryFolder();
    const [first, second] = [await newRun(folder), await newRun(folder)];
    expect(await activeRun(folder)).toBeUndefined();
    await useRun(folder, first.record.id);
    expect(await activeRun(folder)).toBe(first.record.id);
    await useRun(folder, second.record.id);
    await removeRun(folder, second.record.id);
    expect(await activeRun(folder)).toBeUndefined();
    await useRun(folder, first.record.id);
    await useNewestRun(folder);
    expect(await activeRun(folder)).toBeUndefined();
  });

  it("cannot be one without a result", async () => {
    const folder = temporaryFolder();
    const { record } = await newRun(folder, { hasAdapter: false });
    await expect(useRun(folder, record.id)).rejects.toMatchObject({ code: "run/no-adapter" });
  });
});

describe("renameRun", () => {
  it("keeps a trimmed name and takes it away again", async () => {
    const folder = temporaryFolder();
    const { record, paths } = await newRun(folder);
    await renameRun(folder, record.id, "  code only ");
    expect((await readRun(paths))?.name).toBe("code only");
    await renameRun(folder, record.id, " ");
    expect((await readRun(paths))?.name).toBeUndefined();
  });

  it.each(["x".repeat(81), "two\nlines"])("refuses %j", async (name) => {
    const folder = temporaryFolder();
    const { record } = await newRun(folder);
    await expect(renameRun(folder, record.id, name)).rejects.toMatchObject({ code: "run/bad-name" });
  });
});

describe("a run that is being trained", () => {
  it("is not deleted, and hears of the wish that it end", async () => {
    const folder = temporaryFolder();
    const { record, paths } = await newRun(folder);
    const lock = await lockRun(paths.folder, () => undefined);
    await expect(removeRun(folder, record.id)).rejects.toMatchObject({ code: "run/running" });
    using watch = watchEndRequests(paths);
    await endRun(folder, record.id, "stop");
    await until(() => watch.signal.aborted);
    expect(watch.wish()).toBe("stop");
    await lock.release();
    await removeRun(folder, record.id);
    expect(existsSync(paths.folder)).toBe(false);
  });

  it("is not deleted by who comes while its trainer takes the lock", async () => {
    const folder = temporaryFolder();
    const { record, paths } = await newRun(folder);
    // As a trainer does that has seen no other one and is about to sign.
    const releaseGuard = await lockfile.lock(join(paths.folder, "guard"), { realpath: false });
    const removed = removeRun(folder, record.id);
    const refused = expect(removed).rejects.toMatchObject({ code: "run/running" });
    await setTimeout(200);
    const owner = { pid: process.pid, host: hostname(), since: "now" };
    writeFileSync(join(paths.folder, "trainer.json"), JSON.stringify(owner));
    mkdirSync(join(paths.folder, "trainer.lock"));
    await releaseGuard();
    await refused;
    expect(existsSync(paths.adapter)).toBe(true);
  });

  it("is either deleted or trained, and nothing is left, where both begin at about the same time", async () => {
    const folder = temporaryFolder();
    for (let waitMs = 0; waitMs < 10; waitMs++) {
      const { record, paths } = await newRun(folder);
      const [removed, locked] = await Promise.allSettled([
        removeRun(folder, record.id),
        setTimeout(waitMs).then(() => lockRun(paths.folder, () => undefined)),
      ]);
      expect([locked.status, removed.status].sort()).toEqual(["fulfilled", "rejected"]);
      expect(existsSync(paths.folder)).toBe(removed.status === "rejected");
      if (locked.status === "fulfilled") await locked.value.release();
      else expect(String((locked.reason as { code: string }).code)).toMatch(/^run\/(locked|unknown)$/);
    }
    expect(readdirSync(workspaceAt(folder).runsFolder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("can be deleted when it is damaged, but not while it is trained", async () => {
    const folder = temporaryFolder();
    const { paths, record } = await newRun(folder);
    await useRun(folder, record.id);
    writeFileSync(paths.record, "{");
    const lock = await lockRun(paths.folder, () => undefined);
    await expect(removeRun(folder, record.id)).rejects.toMatchObject({ code: "run/running" });
    await lock.release();
    expect(await removeRun(folder, record.id)).toBe(record.id);
    expect(existsSync(paths.folder)).toBe(false);
    expect(await activeRun(folder)).toBeUndefined();
  });

  it("is the only one that can be asked to end", async () => {
    const folder = temporaryFolder();
    const { record } = await newRun(folder);
    await expect(endRun(folder, record.id, "pause")).rejects.toMatchObject({ code: "run/not-running" });
  });

  it("pauses at a wish that cannot be read", async () => {
    const { paths } = await newRun(temporaryFolder());
    using watch = watchEndRequests(paths);
    writeFileSync(paths.endRequest, "{");
    await until(() => watch.signal.aborted);
    expect(watch.wish()).toBe("pause");
  });
});
