import type * as promises from "node:fs/promises";
import { expect, it, vi } from "vitest";
import { updateIndex } from "../../../src/workspaceIndex/updateIndex.ts";
import { folderOf } from "../../support/folder.ts";

/** A disk that is mounted for reading only. */
vi.mock("node:fs/promises", async (original) => ({
  ...(await original<typeof promises>()),
  mkdir: () => Promise.reject(Object.assign(new Error("EROFS: read-only file system, mkdir"), { code: "EROFS" })),
}));

it("says that a folder that can only be read takes no index", async () => {
  const root = folderOf({ "a.md": "# A\n" });
  await expect(updateIndex({ root, indexFolder: `${root}/.espalier/index` })).rejects.toMatchObject({
    code: "storage/not-writable",
    message: `cannot write ${root}/.espalier/index`,
  });
});
