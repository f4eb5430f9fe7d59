import { beforeEach, expect, it, vi } from "vitest";
import type { Activities } from "../../../../src/vscode/activities.ts";
import type { Retrieval } from "../../../../src/vscode/sources/retrieval.ts";
import { eventually } from "../../../support/eventually.ts";
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
