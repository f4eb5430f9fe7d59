import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sourcesFunctions } from "../../../src/workers/sourcesFunctions.ts";
import { SearchIndex } from "../../../src/workspaceIndex/searchIndex.ts";
import { MAX_LISTED, Sources } from "../../../src/workspaceIndex/surveySources.ts";
import { updateIndex } from "../../../src/workspaceIndex/updateIndex.ts";
import { folderOf } from "../../support/folder.ts";

const EARLIER = new Date("2026-01-01T00:00:00Z");

/** Files old enough that their times can be trusted. */
function oldFolder(files: Readonly<Record<string, string>>): string {
  const root = folderOf(files);
  for (const path of Object.keys(files)) utimesSync(join(root, path), EARLIER, EARLIER);
  return root;
}

function open(root: string) {
  const folder = { root, indexFolder: join(root, ".espalier", "index") };
  const index = new SearchIndex(root, folder.indexFolder);
  const functions = sourcesFunctions(() => index);
  return { folder, functions, survey: () => functions["sources/survey"](folder, new AbortController().signal) };
}

describe("the sources of a folder", () => {
  it("are counted by folder, and what is left out by the kind of reason, without an index", async () => {
    const root = oldFolder({
      "docs/a.md": "# A\n",
      "docs/deep/b.md": "# B\n",
      "c.md": "# C\n",
      ".gitignore": "*.log\n",
      "x.log": "x",
      "y.log": "y",
      "picture.png": "x",
    });
    const { folder, functions, survey } = open(root);
    const overview = await survey();
    expect(overview).toEqual({
      files: 3,
      passages: 0,
      pending: 0,
      sizeBytes: 12,
      leftOut: [
        { kind: "ignored", isFailure: false, count: 2 },
        { kind: "tools", isFailure: false, count: 1 },
        { kind: "binary", isFailure: false, count: 1 },
      ],
    });
    expect(await functions["sources/children"](folder, "")).toEqual({
      items: [
        { kind: "folder", path: "docs/", files: 2, passages: 0, pending: 0 },
        { kind: "file", path: "c.md", sizeBytes: 4, state: "none", passages: 0 },
      ],
      more: 0,
    });
    expect((await functions["sources/children"](folder, "docs/")).items.map(({ path }) => path)).toEqual([
      "docs/deep/",
      "docs/a.md",
    ]);
    expect((await functions["sources/leftOut"](folder, "ignored")).items).toEqual([
      { path: "x.log", reason: "in .gitignore" },
      { path: "y.log", reason: "in .gitignore" },
    ]);
  });

  it("tell which files the index holds, which have changed since, and which could not be read", async () => {
    const root = oldFolder({
      "a.md": "# A\n\nText of it.\n",
      "b.md": "# B\n\nText of it.\n",
      "c.txt": "x\u0000\u0001\u0002",
    });
    const { folder, functions, survey } = open(root);
    await updateIndex({ root, indexFolder: folder.indexFolder });
    writeFileSync(join(root, "b.md"), "# B\n\nAnother text of it.\n");
    writeFileSync(join(root, "d.md"), "# D\n\nText of it.\n");
    const overview = await survey();
    expect(overview).toMatchObject({ files: 3, passages: 2, pending: 2, index: { files: 2, isComplete: true } });
    expect(overview.leftOut).toContainEqual({ kind: "binary", isFailure: false, count: 1 });
    const { items } = await functions["sources/children"](folder, "");
    expect(items.map((entry) => [entry.path, entry.kind === "file" ? entry.state : "", entry.passages])).toEqual([
      ["a.md", "indexed", 1],
      ["b.md", "changed", 1],
      ["d.md", "new", 0],
    ]);
  });

  it("say what is wrong with a damaged index", async () => {
    const root = oldFolder({ "a.md": "# A\n\nText.\n" });
    const { folder, survey } = open(root);
    await updateIndex({ root, indexFolder: folder.indexFolder });
    writeFileSync(join(folder.indexFolder, "manifest.json"), "{");
    expect((await survey()).index).toMatchObject({ problem: expect.stringContaining("manifest.json") as string });
  });

  it("are surveyed again by a process that has not done so", async () => {
    const { folder, functions } = open(oldFolder({ "a.md": "# A\n" }));
    expect((await functions["sources/children"](folder, "")).items).toHaveLength(1);
  });

  it("change when they are excluded and included", async () => {
    const root = oldFolder({ "a.md": "# A\n", "b.md": "# B\n" });
    const { folder, functions, survey } = open(root);
    expect(await functions["sources/exclude"](folder, ["a.md"])).toEqual([{ path: "a.md", isChanged: true }]);
    expect(await survey()).toMatchObject({ files: 1 });
    expect(await functions["sources/include"](folder, ["a.md", "b.md"])).toEqual([
      { path: "a.md", isChanged: true },
      { path: "b.md", isChanged: false },
    ]);
    expect(await survey()).toMatchObject({ files: 2 });
  });

  it("are cut where a folder holds more than anybody looks through", () => {
    const files = Array.from({ length: MAX_LISTED + 5 }, (_, index) => ({
      kind: "file" as const,
      path: `a/${String(index).padStart(6, "0")}.md`,
      sizeBytes: 1,
      state: "new" as const,
      passages: 0,
    }));
    const sources = new Sources(files, []);
    expect(sources.children("a/").items).toHaveLength(MAX_LISTED);
    expect(sources.children("a/").more).toBe(5);
    expect(sources.total).toEqual({
      files: MAX_LISTED + 5,
      pending: MAX_LISTED + 5,
      passages: 0,
      sizeBytes: MAX_LISTED + 5,
    });
  });
});
