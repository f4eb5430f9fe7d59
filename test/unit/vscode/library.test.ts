import { beforeEach, expect, it, vi } from "vitest";
import type { DatasetRow } from "../../../src/protocol/panelData.ts";
import type { Activities } from "../../../src/vscode/activities.ts";
import type { Jobs } from "../../../src/vscode/jobs.ts";
import { eventually } from "../../support/eventually.ts";
import { folderOf } from "../../support/folder.ts";
import { editor, foldersStandIn, logStandIn } from "../../support/vscodeStandIn.ts";

vi.mock("vscode", async () => (await import("../../support/vscodeStandIn.ts")).vscodeStandIn);
const { openLibrary } = await import("../../../src/vscode/library.ts");

beforeEach(() => editor.reset());

const withDataset = (): string => folderOf({ ".espalier/datasets/dataset.jsonl": "{}\n" });

/** Datasets are described when the test says so, folder by folder. */
function describing() {
  const waiting = new Map<string, () => void>();
  const describe = ({ folder, path }: { folder: string; path: string }) =>
    new Promise<DatasetRow>((resolve) => waiting.set(folder, () => resolve({ path } as DatasetRow)));
  const functions = { "dataset/describe": describe, "models/list": async () => ({ models: [] }) };
  const jobs = ((work: (given: typeof functions) => unknown) => work(functions)) as unknown as Jobs;
  return { waiting, jobs };
}

it("shows the datasets of the folder that is chosen now, whichever was read first", async () => {
  const [slow, quick] = [withDataset(), withDataset()];
  const folders = foldersStandIn(slow, quick);
  const { waiting, jobs } = describing();
  const library = openLibrary(folders, jobs, {} as Activities, logStandIn().log);
  const reading = library.refresh();
  await eventually(() => expect(waiting.has(slow)).toBe(true));
  await folders.choose(quick);
  await eventually(() => expect(waiting.has(quick)).toBe(true));
  waiting.get(quick)?.();
  await eventually(() => expect(library.datasets()?.[0]?.path.startsWith(quick)).toBe(true));
  waiting.get(slow)?.();
  await reading;
  expect(library.datasets()?.map(({ path }) => path.startsWith(quick))).toEqual([true]);
});

it("starts nothing when another folder is chosen before anybody has looked", async () => {
  const folders = foldersStandIn(withDataset(), withDataset());
  const { waiting, jobs } = describing();
  openLibrary(folders, jobs, {} as Activities, logStandIn().log);
  await folders.choose(folders.all()[1]?.path ?? "");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(waiting.size).toBe(0);
});

it("tells of what goes wrong when another folder is read", async () => {
  const folders = foldersStandIn(withDataset(), withDataset());
  let isBroken = false;
  const jobs = (async (work: (given: object) => unknown) => {
    if (isBroken) throw new Error("no process can be started");
    return work({ "dataset/describe": async () => ({}), "models/list": async () => ({ models: [] }) });
  }) as unknown as Jobs;
  const { log, errors } = logStandIn();
  const library = openLibrary(folders, jobs, {} as Activities, log);
  await library.refresh();
  isBroken = true;
  await folders.choose(folders.all()[1]?.path ?? "");
  await eventually(() => expect(errors.map(String)).toEqual(["Error: no process can be started"]));
});
