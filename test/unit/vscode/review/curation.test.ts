import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { datasetNames } from "../../../../src/app/datasets/datasetPath.ts";
import type { StartCurator } from "../../../../src/app/review/curator.ts";
import { eventually } from "../../../support/eventually.ts";
import { folderOf } from "../../../support/folder.ts";
import { editor, foldersStandIn, logStandIn, mementoStandIn } from "../../../support/vscodeStandIn.ts";

// Its watchers of files tell of nothing, as an editor's may: see the code.
vi.mock("vscode", async () => (await import("../../../support/vscodeStandIn.ts")).vscodeStandIn);
const { openCuration } = await import("../../../../src/vscode/review/curation.ts");

beforeEach(() => editor.reset());

/** Lists what is there. */
const startCurator = (() => ({
  pid: 0,
  functions: { "datasets/list": datasetNames, "dataset/counts": async () => ({}), "decision/steps": async () => ({}) },
  ended: new Promise(() => undefined),
  [Symbol.asyncDispose]: () => Promise.resolve(),
})) as unknown as StartCurator;

it("opens a dataset that another program builds, and lets go of one that is deleted, though no event tells of it", async () => {
  const folder = folderOf({});
  const curation = openCuration(foldersStandIn(folder), mementoStandIn(), logStandIn().log, startCurator);
  onTestFinished(() => void curation.dispose());
  await curation.look();
  expect(curation.dataset()).toEqual({ kind: "none" });
  const datasets = join(folder, ".espalier", "datasets");
  mkdirSync(datasets, { recursive: true });
  writeFileSync(join(datasets, "dataset.jsonl"), "{}\n");
  await eventually(() => expect(curation.dataset()).toMatchObject({ kind: "open", name: "dataset" }));
  rmSync(join(datasets, "dataset.jsonl"));
  await eventually(() => expect(curation.dataset()).toEqual({ kind: "none" }));
});
