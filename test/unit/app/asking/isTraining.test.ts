import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isTraining } from "../../../../src/app/asking/isTraining.ts";
import { lockRun } from "../../../../src/storage/runLock.ts";
import { workspaceAt } from "../../../../src/storage/workspace.ts";
import { folderOf } from "../../../support/folder.ts";

it("is so as long as some process holds the lock of a run", async () => {
  const folder = folderOf({});
  expect(await isTraining(folder)).toBe(false);
  const run = join(workspaceAt(folder).runsFolder, "2026-11-26-1");
  mkdirSync(run, { recursive: true });
  expect(await isTraining(folder)).toBe(false);
  const lock = await lockRun(run, () => undefined);
  expect(await isTraining(folder)).toBe(true);
  await lock.release();
  expect(await isTraining(folder)).toBe(false);
});
