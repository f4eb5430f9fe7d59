import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import type { Activities } from "../../../../src/vscode/activities.ts";
import type { Retrieval } from "../../../../src/vscode/sources/retrieval.ts";
import { eventually } from "../../../support/eventually.ts";
import { folderOf } from "../../../support/folder.ts";
import { editor, foldersStandIn, logStandIn } from "../../../support/vscodeStandIn.ts";

vi.mock("vscode", async () => (await import("../../../support/vscodeStandIn.ts")).vscodeStandIn);
const { openSourceStore } = await import("../../../../src/vscode/sources/sourceStore.ts");

beforeEach(() => editor.reset());

it("never takes what it sees of a folder for another that was chosen while it looked", async () => {
  const folders = foldersStandIn("/garden", "/orchard");
  const waiting = new Map<string, () => void>();
  const retrieval = {
    use: (folder: string) => new Promise((resolve) => waiting.set(folder, () => resolve({ of: folder }))),
  } as unknown as Retrieval;
  const activities = { list: () => [], onDidChange: () => ({ dispose: () => undefined }) } as unknown as Activities;
  const store = openSourceStore({ folders, retrieval, activities, log: logStandIn().log });
  void store.state();
  await eventually(() => expect(waiting.has("/garden")).toBe(true));
  await folders.choose("/orchard");
  const wanted = store.state();
  waiting.get("/garden")?.();
  await eventually(() => expect(waiting.has("/orchard")).toBe(true));
  waiting.get("/orchard")?.();
  expect(await wanted).toMatchObject({ folder: "/orchard", overview: { of: "/orchard" } });
  expect(await store.state()).toMatchObject({ folder: "/orchard", overview: { of: "/orchard" } });
});

it("says of the folder that is chosen whether it is indexed, and of no other", async () => {
  const folders = foldersStandIn("/garden", "/orchard");
  const activities = {
    list: () => [{ id: "1", kind: "index", subject: "/garden", text: "Indexing" }],
    onDidChange: () => ({ dispose: () => undefined }),
  } as unknown as Activities;
  const store = openSourceStore({ folders, retrieval: {} as Retrieval, activities, log: logStandIn().log });
  const told = vi.fn();
  store.onDidChangeIndexing(told);
  expect(store.indexing()).toMatchObject({ subject: "/garden" });
  await folders.choose("/orchard");
  expect(store.indexing()).toBeUndefined();
  await folders.choose("/garden");
  expect(store.indexing()).toMatchObject({ subject: "/garden" });
  expect(told).toHaveBeenCalled();
});

it("looks again when another program makes the index, though no event tells of it", async () => {
  const folder = folderOf({});
  let looks = 0;
  const retrieval = { use: async () => ({ look: ++looks }) } as unknown as Retrieval;
  const activities = { list: () => [], onDidChange: () => ({ dispose: () => undefined }) } as unknown as Activities;
  const store = openSourceStore({ folders: foldersStandIn(folder), retrieval, activities, log: logStandIn().log });
  onTestFinished(() => void store.dispose());
  store.setInView(true);
  await store.look();
  mkdirSync(join(folder, ".espalier", "index"), { recursive: true });
  writeFileSync(join(folder, ".espalier", "index", "manifest.json"), "{}");
  await eventually(() => expect(looks).toBe(2));
});
