import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isSearchableAnyway } from "../../../../src/app/search/searchableAnyway.ts";
import { UserError } from "../../../../src/base/errors.ts";
import { prepareWorkspace, workspaceAt } from "../../../../src/storage/workspace.ts";
import { SearchIndex } from "../../../../src/workspaceIndex/searchIndex.ts";
import { updateIndex } from "../../../../src/workspaceIndex/updateIndex.ts";
import { folderOf } from "../../../support/folder.ts";

function workspaceOf(files: Record<string, string>) {
  const workspace = workspaceAt(folderOf(files));
  const index = new SearchIndex(workspace.root, workspace.indexFolder);
  const update = async () => {
    await prepareWorkspace(workspace);
    await updateIndex(workspace);
  };
  const failure = () =>
    update().then(
      () => expect.fail("it did not fail"),
      (error: unknown) => error,
    );
  return { workspace, index, status: () => index.status(), update, failure };
}

describe("an index that cannot be brought up to date", () => {
  it.each<[what: string, code: string, obstruct: (espalier: string) => void]>([
    [
      "a folder lies where Espalier notes something",
      "storage/unreadable",
      (espalier) => {
        rmSync(join(espalier, ".gitignore"));
        mkdirSync(join(espalier, ".gitignore"));
      },
    ],
    [
      "a folder lies where the index is written",
      "storage/in-the-way",
      (espalier) => {
        rmSync(join(espalier, "index", "skipped.json"), { force: true });
        mkdirSync(join(espalier, "index", "skipped.json", "deep"), { recursive: true });
      },
    ],
  ])("is searched as it is where %s", async (_what, code, obstruct) => {
    const { workspace, index, status, update, failure } = workspaceOf({
      "a.md": "# Quince\n\nThe quince is pruned in May.\n",
    });
    await update();
    obstruct(workspace.folder);
    writeFileSync(join(workspace.root, "empty.md"), "");
    const error = await failure();
    expect(error).toMatchObject({ code });
    expect(await isSearchableAnyway(error, { status })).toBe(true);
    expect((await index.search({ query: "quince", kind: "keyword", limit: 1 })).hits).toHaveLength(1);
  });

  it("is not searched where there is none, nor after what is no hindrance", async () => {
    const { status, update } = workspaceOf({ "a.md": "# Quince\n" });
    const hindered = new UserError("storage/unreadable", "", "");
    expect(await isSearchableAnyway(hindered, { status })).toBe(false);
    await update();
    expect(await isSearchableAnyway(hindered, { status })).toBe(true);
    expect(await isSearchableAnyway(new UserError("corpus/too-many-files", "", ""), { status })).toBe(false);
    expect(await isSearchableAnyway(new Error("a fault of ours"), { status })).toBe(false);
  });
});
