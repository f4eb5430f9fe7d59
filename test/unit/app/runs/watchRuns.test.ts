import { rmSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { renameRun, useRun } from "../../../../src/app/runs/manageRuns.ts";
import { type SeenRuns, watchRuns } from "../../../../src/app/runs/watchRuns.ts";
import { writeFileAtomic } from "../../../../src/storage/atomicWrite.ts";
import { createRunFolder, writeRunState } from "../../../../src/storage/runFolder.ts";
import { lockRun } from "../../../../src/storage/runLock.ts";
import { workspaceAt } from "../../../../src/storage/workspace.ts";
import { sampleRecord } from "../../../support/sampleRun.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const newRun = (folder: string) =>
  createRunFolder(workspaceAt(folder), sampleRecord, (path) => writeFileAtomic(path, ""));

it("tells of runs that come, change, get a name, are put to use and go, once each", async () => {
  const folder = temporaryFolder();
  const heard: SeenRuns[] = [];
  using watch = watchRuns(folder, (seen) => heard.push(seen));
  await watch.look();
  const { paths, record } = await newRun(folder);
  await watch.look();
  await watch.look();
  writeFileSync(paths.adapter, "adapter");
  await writeRunState(paths, { status: "completed", step: 4, totalSteps: 4, bestValidationLoss: 1.5 });
  await watch.look();
  await renameRun(folder, record.id, "first");
  await watch.look();
  await useRun(folder, record.id);
  await watch.look();
  rmSync(paths.folder, { recursive: true });
  await watch.look();
  const said = heard.map(({ runs }) => runs.map(({ status, title, isActive }) => [status, isActive, title]));
  expect(said).toEqual([
    [],
    [["created", false, expect.stringMatching(/ quick$/)]],
    [["completed", false, expect.stringMatching(/ quick$/)]],
    [["completed", false, "first"]],
    [["completed", true, "first"]],
    [],
  ]);
});

it("sees that a trainer holds a run and that it is gone, though no file of the run changes", async () => {
  const folder = temporaryFolder();
  using watch = watchRuns(folder, () => undefined);
  const { paths } = await newRun(folder);
  await writeRunState(paths, { status: "running", step: 2, totalSteps: 4 });
  const status = async () => (await watch.look()).runs.map((run) => run.status);
  expect(await status()).toEqual(["interrupted"]);
  const lock = await lockRun(paths.folder, () => undefined);
  expect(await status()).toEqual(["running"]);
  await lock.release();
  expect(await status()).toEqual(["interrupted"]);
});

it("names a run whose files are damaged and shows the others", async () => {
  const folder = temporaryFolder();
  using watch = watchRuns(folder, () => undefined);
  const [broken, whole] = [await newRun(folder), await newRun(folder)];
  writeFileSync(broken.paths.state, "{");
  const { runs, problems } = await watch.look();
  expect(runs.map(({ id }) => id)).toEqual([whole.record.id]);
  expect(problems).toEqual([
    { id: broken.record.id, message: expect.stringContaining("state.json is damaged") as string },
  ]);
});
