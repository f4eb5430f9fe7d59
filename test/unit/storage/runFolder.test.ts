import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeFileAtomic } from "../../../src/storage/atomicWrite.ts";
import {
  createRunFolder,
  deleteLeftovers,
  findRun,
  listRunFolders,
  readRun,
  writeRunState,
} from "../../../src/storage/runFolder.ts";
import { lockRun } from "../../../src/storage/runLock.ts";
import { prepareWorkspace, workspaceAt } from "../../../src/storage/workspace.ts";
import { folderOf } from "../../support/folder.ts";
import { sampleRecord } from "../../support/sampleRun.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

const writing = (text: string) => (path: string) => writeFileAtomic(path, text);
const newWorkspace = () => workspaceAt(temporaryFolder());

describe("run folder", () => {
  it("reads back the record, the dataset and the first state", async () => {
    const workspace = newWorkspace();
    const created = await createRunFolder(workspace, sampleRecord, writing('{"id":"1"}\n'));
    const found = await findRun(workspace, created.record.id);
    expect(found).toEqual(created);
    expect(found.record).toMatchObject(sampleRecord);
    expect(found.state.status).toBe("created");
    expect(readFileSync(found.paths.dataset, "utf8")).toBe('{"id":"1"}\n');
  });

  it("gives runs that begin in the same second different names", async () => {
    const workspace = newWorkspace();
    const runs = await Promise.all([1, 2, 3].map(() => createRunFolder(workspace, sampleRecord, writing(""))));
    expect(new Set(runs.map((run) => run.record.id)).size).toBe(3);
    expect((await listRunFolders(workspace)).runs).toHaveLength(3);
  });

  it("calls a run interrupted when it says running and nobody trains it", async () => {
    const { paths } = await createRunFolder(newWorkspace(), sampleRecord, writing(""));
    await writeRunState(paths, { status: "running", step: 3, totalSteps: 9 });
    expect((await readRun(paths))?.state).toMatchObject({ status: "interrupted", step: 3 });
  });

  it("calls a run running while a trainer holds it", async () => {
    const { paths } = await createRunFolder(newWorkspace(), sampleRecord, writing(""));
    const lock = await lockRun(paths.folder, () => undefined);
    expect((await readRun(paths))?.state.status).toBe("running");
    await lock.release();
    expect((await readRun(paths))?.state.status).toBe("created");
  });

  it("does not list a folder that was never finished being made", async () => {
    const workspace = newWorkspace();
    mkdirSync(join(workspace.runsFolder, "20260101-000000-quick"), { recursive: true });
    expect(await listRunFolders(workspace)).toEqual({ runs: [], damaged: [] });
  });

  it("names the file and the field when a record is damaged", async () => {
    const { paths } = await createRunFolder(newWorkspace(), sampleRecord, writing(""));
    writeFileSync(paths.record, readFileSync(paths.record, "utf8").replace('"rank": 16', '"rank": "many"'));
    await expect(readRun(paths)).rejects.toThrow(/run\.json is damaged: config\.rank/);
    writeFileSync(paths.record, "{");
    await expect(readRun(paths)).rejects.toMatchObject({ code: "storage/damaged" });
  });

  it("lists a damaged run as such, with the reason, beside those that can be read", async () => {
    const workspace = newWorkspace();
    const whole = await createRunFolder(workspace, sampleRecord, writing(""));
    const broken = await createRunFolder(workspace, sampleRecord, writing(""));
    writeFileSync(broken.paths.record, "{");
    const { runs, damaged } = await listRunFolders(workspace);
    expect(runs.map(({ record }) => record.id)).toEqual([whole.record.id]);
    expect(damaged).toEqual([
      {
        id: broken.record.id,
        folder: broken.paths.folder,
        reason: expect.stringContaining(`${broken.paths.record} is damaged: `) as string,
      },
    ]);
  });

  it("leaves nothing behind when its dataset cannot be written, and says that the disk is full", async () => {
    const workspace = newWorkspace();
    const full = () => Promise.reject(Object.assign(new Error("write"), { code: "ENOSPC" }));
    await expect(createRunFolder(workspace, sampleRecord, full)).rejects.toMatchObject({ code: "storage/disk-full" });
    expect(readdirSync(workspace.runsFolder)).toEqual([]);
  });

  it("is gone when its folder is deleted", async () => {
    const workspace = newWorkspace();
    const { paths, record } = await createRunFolder(workspace, sampleRecord, writing(""));
    rmSync(paths.folder, { recursive: true });
    await expect(findRun(workspace, record.id)).rejects.toThrow(/there is no run in .* yet/);
  });
});

describe("findRun", () => {
  it("says what is in the way where the runs' folder is a file", async () => {
    const workspace = workspaceAt(folderOf({ ".espalier/runs": "" }));
    await expect(findRun(workspace, "latest")).rejects.toMatchObject({ code: "storage/unreadable" });
  });

  it("finds by the beginning of the name and by latest", async () => {
    const workspace = newWorkspace();
    const first = await createRunFolder(workspace, { ...sampleRecord, preset: "quick" }, writing(""));
    const second = await createRunFolder(workspace, { ...sampleRecord, preset: "thorough" }, writing(""));
    expect((await findRun(workspace, first.record.id.slice(0, -2))).record.id).toBe(first.record.id);
    expect((await findRun(workspace, "latest")).record.id).toBe(second.record.id);
  });

  it("takes what a kill left while a run was made for no run", async () => {
    const workspace = newWorkspace();
    const { record } = await createRunFolder(workspace, sampleRecord, writing(""));
    mkdirSync(join(workspace.runsFolder, "99991231-235959-quick"));
    expect((await findRun(workspace, "latest")).record.id).toBe(record.id);
    await expect(findRun(workspace, "9999")).rejects.toThrow(`there is no run "9999" in ${workspace.runsFolder}`);
  });

  it("takes an empty name for no run's, even where there is only one", async () => {
    const workspace = newWorkspace();
    await createRunFolder(workspace, sampleRecord, writing(""));
    await expect(findRun(workspace, "")).rejects.toMatchObject({ code: "run/unknown" });
  });

  it("refuses a beginning that fits several runs and names them", async () => {
    const workspace = newWorkspace();
    await createRunFolder(workspace, sampleRecord, writing(""));
    await createRunFolder(workspace, sampleRecord, writing(""));
    await expect(findRun(workspace, "2")).rejects.toMatchObject({ code: "run/ambiguous" });
  });

  it("names runs that exist when there is none of that name", async () => {
    const workspace = newWorkspace();
    const { record } = await createRunFolder(workspace, sampleRecord, writing(""));
    await expect(findRun(workspace, "zzz")).rejects.toThrow(`there are ${record.id}`);
  });
});

describe("deleteLeftovers", () => {
  it("deletes what kills left half written, and nothing else", async () => {
    const { paths } = await createRunFolder(newWorkspace(), sampleRecord, writing(""));
    const kept = readdirSync(paths.folder);
    mkdirSync(paths.checkpoints);
    const checkpoint = "0000007.gguf.0d4f7a52-6f0e-4f5c-9a7b-1d2e3f405162.tmp";
    writeFileSync(join(paths.checkpoints, checkpoint), "half");
    writeFileSync(join(paths.folder, "state.json.20377.57f548c4.tmp"), "half");
    await deleteLeftovers(paths);
    expect(readdirSync(paths.folder).sort()).toEqual([...kept, "checkpoints"].sort());
    expect(readdirSync(paths.checkpoints)).toEqual([]);
  });
});

describe("workspace", () => {
  it("keeps runs out of git and datasets in, and leaves a .gitignore of the user's alone", async () => {
    const workspace = newWorkspace();
    const path = join(workspace.folder, ".gitignore");
    await prepareWorkspace(workspace);
    expect(readFileSync(path, "utf8")).toMatch(/^\*$/m);
    expect(readFileSync(path, "utf8")).toMatch(/^!datasets\/\*\*$/m);
    writeFileSync(path, "mine\n");
    await prepareWorkspace(workspace);
    expect(readFileSync(path, "utf8")).toBe("mine\n");
  });
});
