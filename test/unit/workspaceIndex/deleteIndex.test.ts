import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import type * as promises from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { deleteIndex } from "../../../src/workspaceIndex/deleteIndex.ts";
import { SearchIndex } from "../../../src/workspaceIndex/searchIndex.ts";
import { updateIndex } from "../../../src/workspaceIndex/updateIndex.ts";
import { folderOf } from "../../support/folder.ts";

/** What another process finds out while a file or folder is being deleted, before it is gone. */
const meanwhile = vi.hoisted(() => ({ of: (path: string): Promise<void> => Promise.resolve(void path) }));

vi.mock("node:fs/promises", async (original) => {
  const { rm, rmdir, ...others } = await original<typeof promises>();
  return {
    ...others,
    rm: async (path: string, options: object) => {
      await meanwhile.of(path);
      await rm(path, options);
    },
    rmdir: async (path: string) => {
      await meanwhile.of(path);
      await rmdir(path);
    },
  };
});

function indexedFolder() {
  const root = folderOf({ "a.md": "# A\n\nA checkpoint lets a paused training go on.\n" });
  const indexFolder = join(root, ".espalier", "index");
  return { indexFolder, index: new SearchIndex(root, indexFolder), update: () => updateIndex({ root, indexFolder }) };
}

it("lets nobody write an index before all of it is deleted", async () => {
  const { indexFolder, update } = indexedFolder();
  await update();
  const outcomes: string[] = [];
  meanwhile.of = async (path) => {
    // Each lock is taken anew.
    if (!path.startsWith(indexFolder) || path.endsWith(".lock")) return;
    const attempt = meanwhile.of;
    // What the other process deletes itself is not looked at.
    meanwhile.of = () => Promise.resolve();
    outcomes.push(
      await update().then(
        () => "written",
        (error: { code: string }) => error.code,
      ),
    );
    // Two times, at the beginning and in the middle.
    if (outcomes.length < 2) meanwhile.of = attempt;
  };
  expect(await deleteIndex(indexFolder)).toBe(true);
  expect(outcomes).toEqual(["index/locked", "index/locked"]);
  expect(existsSync(indexFolder)).toBe(false);
});

it("leaves the index of whoever begins one as soon as the old one is gone", async () => {
  const { indexFolder, index, update } = indexedFolder();
  await update();
  let begun: Promise<unknown> | undefined;
  meanwhile.of = async (path) => {
    if (path !== indexFolder || begun) return;
    begun = update();
    await begun;
  };
  await deleteIndex(indexFolder);
  expect(begun).toBeDefined();
  expect((await index.search({ query: "checkpoint", kind: "keyword", limit: 5 })).hits).toHaveLength(1);
  expect(readdirSync(indexFolder)).toContain("writer.json");
});

it("is not in the way of others where it cannot delete", async () => {
  const { indexFolder, update } = indexedFolder();
  await update();
  meanwhile.of = (path) =>
    path.endsWith("manifest.json")
      ? Promise.reject(Object.assign(new Error("EPERM: operation not permitted, rm"), { code: "EPERM" }))
      : Promise.resolve();
  await expect(deleteIndex(indexFolder)).rejects.toMatchObject({ code: "storage/not-writable" });
  expect(await update()).toMatchObject({ unchangedFiles: 1 });
});

it("lets who found the folder and finds it gone before the lock is taken begin anew", async () => {
  const { indexFolder, update } = indexedFolder();
  mkdirSync(indexFolder, { recursive: true });
  meanwhile.of = () => {
    meanwhile.of = () => Promise.resolve();
    rmSync(indexFolder, { recursive: true });
    return Promise.resolve();
  };
  expect(await update()).toMatchObject({ indexedFiles: 1 });
});
