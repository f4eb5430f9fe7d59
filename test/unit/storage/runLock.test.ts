import { spawnSync } from "node:child_process";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lockOwner, lockRun } from "../../../src/storage/runLock.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

const ignoreLoss = () => undefined;

function heldBy(pid: number, host = hostname()): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "trainer.lock"));
  writeFileSync(join(folder, "trainer.json"), JSON.stringify({ pid, host, since: "2026-01-01T00:00:00Z" }));
  return folder;
}

/** The id of a process that has just ended. */
const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

describe("run lock", () => {
  it("refuses a second trainer and names the process of the first", async () => {
    const folder = temporaryFolder();
    const lock = await lockRun(folder, ignoreLoss);
    await expect(lockRun(folder, ignoreLoss)).rejects.toThrow(`being trained by process ${process.pid}`);
    await lock.release();
  });

  it("lets exactly one of several that come at once train", async () => {
    const folder = temporaryFolder();
    const results = await Promise.allSettled([1, 2, 3].map(() => lockRun(folder, ignoreLoss)));
    const locks = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(locks).toHaveLength(1);
    for (const lock of locks) await lock.release();
  });

  it("says what is in the way where it cannot be written", async () => {
    const file = join(temporaryFolder(), "run");
    writeFileSync(file, "");
    await expect(lockRun(file, ignoreLoss)).rejects.toMatchObject({ code: "storage/in-the-way" });
  });

  it("is free again after its release", async () => {
    const folder = temporaryFolder();
    await (await lockRun(folder, ignoreLoss)).release();
    expect(await lockOwner(folder)).toBeUndefined();
    await (await lockRun(folder, ignoreLoss)).release();
  });

  it("is taken over at once from a process that died", async () => {
    const folder = heldBy(deadPid());
    expect(await lockOwner(folder)).toBeUndefined();
    const lock = await lockRun(folder, ignoreLoss);
    expect(await lockOwner(folder)).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it("respects a process of another machine that gives signs of life, and takes over when they stop", async () => {
    const folder = heldBy(1, "another-machine");
    await expect(lockRun(folder, ignoreLoss)).rejects.toThrow("another-machine");
    utimesSync(join(folder, "trainer.lock"), 1, 1);
    await (await lockRun(folder, ignoreLoss)).release();
  });
});
