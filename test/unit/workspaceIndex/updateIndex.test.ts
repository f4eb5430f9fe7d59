import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { IndexProgress, SearchKind } from "../../../src/core/search.ts";
import { deleteIndex } from "../../../src/workspaceIndex/deleteIndex.ts";
import { lockIndex } from "../../../src/workspaceIndex/indexLock.ts";
import { SearchIndex } from "../../../src/workspaceIndex/searchIndex.ts";
import { updateIndex } from "../../../src/workspaceIndex/updateIndex.ts";
import { folderOf } from "../../support/folder.ts";

const FILES = {
  "src/lock.ts": "export function lockRun(folder: string) {\n  return acquire(folder);\n}\n",
  "src/écran.ts": "export const afficher = () => dessine();\n",
  "docs/guide.md": "# Guide\n\nA checkpoint lets a paused training go on.\n",
};

function workspace(files: Readonly<Record<string, string | Uint8Array>> = FILES) {
  const root = folderOf(files);
  const indexFolder = join(root, ".espalier", "index");
  const index = new SearchIndex(root, indexFolder);
  const kind: SearchKind = "keyword";
  return {
    root,
    indexFolder,
    index,
    update: (onProgress?: (progress: IndexProgress) => void, signal?: AbortSignal) =>
      updateIndex({ root, indexFolder }, onProgress, signal),
    write: (path: string, text: string) => writeFileSync(join(root, path), text),
    /** As if files had been written long ago, so that their times are trusted. */
    age: (...paths: string[]) => {
      for (const path of paths) utimesSync(join(root, path), 1_000_000, 1_000_000);
    },
    search: async (query: string) => (await index.search({ query, kind, limit: 5 })).hits,
    paths: async (query: string) => (await index.search({ query, kind, limit: 5 })).hits.map(({ path }) => path),
    segmentFiles: () => readdirSync(indexFolder).filter((name) => name.endsWith(".seg")),
  };
}

describe("the index of a workspace", () => {
  it("finds passages with their lines and their text", async () => {
    const { update, search } = workspace();
    expect(await update()).toMatchObject({ indexedFiles: 3, removedFiles: 0, unchangedFiles: 0, remarks: [] });
    const [hit] = await search("lock a run");
    expect(hit).toMatchObject({ path: "src/lock.ts", startLine: 1, endLine: 3 });
    expect(hit?.text).toBe(FILES["src/lock.ts"].trimEnd());
    expect(await search("nothing of the kind exists")).toEqual([]);
  });

  it("reads only what is new", async () => {
    const { update, write, age, paths } = workspace();
    age(...Object.keys(FILES));
    await update();
    write("src/new.ts", "export const harvest = 1;\n");
    expect(await update()).toMatchObject({ indexedFiles: 1, unchangedFiles: 3 });
    expect(await paths("harvest")).toEqual(["src/new.ts"]);
  });

  it("indexes nothing anew when only the time of a file changed, and then trusts the new time", async () => {
    const { root, update, age } = workspace();
    age(...Object.keys(FILES));
    await update();
    utimesSync(join(root, "src/lock.ts"), 2_000_000, 2_000_000);
    expect(await update()).toMatchObject({ indexedFiles: 0, unchangedFiles: 3 });
    const read: string[] = [];
    await update((progress) => {
      if (progress.phase === "read" && progress.path !== "") read.push(progress.path);
    });
    expect(read).toEqual([]);
  });

  it("sees an edit that leaves size and time as they were, when the file was fresh", async () => {
    const { root, update, write, paths } = workspace();
    const path = join(root, "docs/guide.md");
    const seconds = Date.now() / 1000;
    utimesSync(path, seconds, seconds);
    await update();
    write("docs/guide.md", FILES["docs/guide.md"].replace("checkpoint", "breakpoint"));
    utimesSync(path, seconds, seconds);
    await update();
    expect(await paths("breakpoint")).toEqual(["docs/guide.md"]);
    expect(await paths("checkpoint")).toEqual([]);
  });

  it("forgets deleted files and follows renamed ones", async () => {
    const { root, update, paths } = workspace();
    await update();
    rmSync(join(root, "docs/guide.md"));
    renameSync(join(root, "src/lock.ts"), join(root, "src/mutex.ts"));
    expect(await update()).toMatchObject({ indexedFiles: 1, removedFiles: 2 });
    expect(await paths("checkpoint")).toEqual([]);
    expect(await paths("lockRun")).toEqual(["src/mutex.ts"]);
  });

  it("ranks after many edits as an index that is made anew", async () => {
    const edited = workspace();
    await edited.update();
    for (let edit = 0; edit < 12; edit++) {
      edited.write("src/lock.ts", `${FILES["src/lock.ts"]}// folder ${"guard ".repeat(edit)}\n`);
      await edited.update();
    }
    const fresh = workspace({ ...FILES, "src/lock.ts": `${FILES["src/lock.ts"]}// folder ${"guard ".repeat(11)}\n` });
    await fresh.update();
    for (const query of ["lock", "folder guard", "training"]) {
      expect(await edited.search(query)).toEqual(await fresh.search(query));
    }
    expect(edited.segmentFiles().length).toBeLessThanOrEqual(8);
  });

  it("keeps what is done when it is interrupted, and goes on from there", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [`f${n}.ts`, `export const berry${n} = ${n};\n`]),
    );
    const { update, age, index, paths } = workspace(files);
    age(...Object.keys(files));
    const controller = new AbortController();
    const stop = (progress: IndexProgress) => {
      if (progress.phase === "read" && progress.done === 10) controller.abort(new Error("enough"));
    };
    await expect(update(stop, controller.signal)).rejects.toThrow("enough");
    const partial = await index.status();
    expect(partial.isComplete).toBe(false);
    expect(partial.files).toBeGreaterThanOrEqual(10);
    expect(await paths("berry")).not.toEqual([]);
    expect(await update()).toMatchObject({ indexedFiles: 30 - partial.files, unchangedFiles: partial.files });
    expect(await index.status()).toMatchObject({ files: 30, isComplete: true });
  });

  it("lists what it leaves out with the reason, also when it was found out earlier", async () => {
    const { root, update, age, index } = workspace({
      ...FILES,
      "big.ts": `// ${"x".repeat(1024 * 1024)}\n`,
      "bundle.js": `var a=${"1+".repeat(4000)}1\n`,
      "image.ts": Uint8Array.of(1, 0, 2),
    });
    mkdirSync(join(root, "loop"));
    symlinkSync(root, join(root, "loop", "again"));
    age("bundle.js", "image.ts", ...Object.keys(FILES));
    for (let round = 0; round < 2; round++) {
      // Those that were opened are remembered, so that they are not opened again.
      expect(await update()).toMatchObject(round === 0 ? { indexedFiles: 3 } : { indexedFiles: 0, unchangedFiles: 5 });
      const { skipped, files } = await index.status();
      const reasons = Object.fromEntries(skipped.map(({ path, reason }) => [path, reason]));
      expect(reasons["big.ts"]).toMatch(/^larger than/);
      expect(reasons["bundle.js"]).toMatch(/^generated or minified/);
      expect(reasons["image.ts"]).toBe("binary");
      expect(reasons["loop/again"]).toBe("symbolic link");
      expect(files).toBe(3);
    }
  });

  it("refuses a second writer and names the first, while the index can still be searched", async () => {
    const { update, indexFolder, paths, index } = workspace();
    await update();
    const lock = await lockIndex(indexFolder, () => undefined);
    await expect(update()).rejects.toMatchObject({
      code: "index/locked",
      message: expect.stringContaining(String(process.pid)) as string,
    });
    await expect(deleteIndex(indexFolder)).rejects.toMatchObject({ code: "index/locked" });
    expect(await paths("checkpoint")).toEqual(["docs/guide.md"]);
    expect((await index.status()).writer).toBe(process.pid);
    await lock.release();
  });

  it("says that there is none, before it is made and after it is deleted", async () => {
    const { update, indexFolder, search, index } = workspace();
    await expect(search("lock")).rejects.toMatchObject({ code: "index/none" });
    expect(await deleteIndex(indexFolder)).toBe(false);
    await update();
    expect(await deleteIndex(indexFolder)).toBe(true);
    await expect(index.status()).rejects.toMatchObject({ code: "index/none" });
  });

  it("makes good what is damaged and says so", async () => {
    const { indexFolder, update, paths, segmentFiles } = workspace();
    await update();
    const [segment = ""] = segmentFiles();
    appendFileSync(join(indexFolder, segment), "x");
    const repaired = await update();
    expect(repaired).toMatchObject({ indexedFiles: 3 });
    expect(repaired.remarks).toEqual([
      expect.stringMatching(/^s\w+\.seg is damaged: .*; what it held was indexed again$/),
    ]);
    writeFileSync(join(indexFolder, "manifest.json"), "{");
    expect((await update()).remarks).toHaveLength(1);
    expect(await paths("checkpoint")).toEqual(["docs/guide.md"]);
    expect(segmentFiles()).toHaveLength(1);
  });
});

describe("an update of the files that a watcher named", () => {
  it("reads those and no others", async () => {
    const { root, indexFolder, update, write, paths } = workspace();
    await update();
    write("src/lock.ts", "export const harvest = 1;\n");
    write("docs/guide.md", "# Guide\n\nAn orchard.\n");
    const named = await updateIndex({ root, indexFolder, paths: ["src/lock.ts", "src/never.ts"] });
    expect(named).toMatchObject({ indexedFiles: 1, removedFiles: 0 });
    expect(await paths("harvest")).toEqual(["src/lock.ts"]);
    expect(await paths("orchard")).toEqual([]);
    expect(await update()).toMatchObject({ indexedFiles: 1 });
    expect(await paths("orchard")).toEqual(["docs/guide.md"]);
  });

  it("forgets a deleted file and all of a deleted folder, and looks at all of a new one", async () => {
    const { root, indexFolder, update, index } = workspace();
    await update();
    rmSync(join(root, "src"), { recursive: true });
    expect(await updateIndex({ root, indexFolder, paths: ["src"] })).toMatchObject({ removedFiles: 2 });
    mkdirSync(join(root, "lib"));
    writeFileSync(join(root, "lib", "a.ts"), "export const one = 1;\n");
    expect(await updateIndex({ root, indexFolder, paths: ["lib"] })).toMatchObject({ indexedFiles: 1 });
    expect(await index.status()).toMatchObject({ files: 2, isComplete: true });
  });

  it("leaves out what an update of all files leaves out", async () => {
    const { root, indexFolder, update, write, index } = workspace({ ...FILES, ".gitignore": "secret/\n*.log.ts\n" });
    await update();
    mkdirSync(join(root, "secret"));
    mkdirSync(join(root, "node_modules"));
    symlinkSync(join(root, "src"), join(root, "link"));
    const left = ["secret/a.ts", "node_modules/b.ts", "src/c.log.ts", "src/lock.bin"];
    for (const path of left) write(path, "export const one = 1;\n");
    const paths = [...left, "link/lock.ts", "../outside.ts"];
    expect(await updateIndex({ root, indexFolder, paths })).toMatchObject({ indexedFiles: 0 });
    const reasons = new Map((await index.status()).skipped.map(({ path, reason }) => [path, reason]));
    expect(paths.map((path) => reasons.get(path))).toEqual([
      ...["in .gitignore", "installed packages", "in .gitignore", "binary (.bin)"],
      ...["symbolic link", undefined],
    ]);
  });
});

describe("searching files that changed since they were indexed", () => {
  it("answers from what the file holds now", async () => {
    const { update, write, search, paths } = workspace();
    await update();
    write("src/lock.ts", "// moved down\n\nexport function lockRun(folder: string) {\n  return seize(folder);\n}\n");
    const [hit] = await search("lockRun");
    expect(hit).toMatchObject({ path: "src/lock.ts", startLine: 1, endLine: 5 });
    expect(hit?.text).toContain("seize");
    write("src/lock.ts", "export const nothing = 1;\n");
    expect(await paths("seize")).toEqual([]);
  });

  it("leaves out a file that is gone", async () => {
    const { root, update, paths } = workspace();
    await update();
    rmSync(join(root, "src/lock.ts"));
    expect(await paths("lockRun")).toEqual([]);
  });

  it("counts what an editor has not saved, and forgets it when it is closed", async () => {
    const { update, index, search, paths } = workspace();
    await update();
    await index.setBuffer("src/lock.ts", "export function seizeRun() {}\n");
    expect((await search("seize"))[0]?.text).toBe("export function seizeRun() {}");
    expect(await paths("acquire")).toEqual([]);
    await index.setBuffer("src/lock.ts", undefined);
    expect(await paths("acquire")).toEqual(["src/lock.ts"]);
    expect(await paths("seize")).toEqual([]);
  });

  it("follows what another process commits", async () => {
    const { update, write, paths } = workspace();
    await update();
    expect(await paths("harvest")).toEqual([]);
    write("src/new.ts", "export const harvest = 1;\n");
    await update();
    expect(await paths("harvest")).toEqual(["src/new.ts"]);
  });

  it("grows no larger than it may, says what is left out, and takes it in when there is room", async () => {
    const text = (n: number) =>
      `// ${n === 29 ? "quail" : "finch"}\n${"const value = compute(value, other);\n".repeat(60)}`;
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`f${n}.ts`, text(n)]));
    const { root, indexFolder, index, paths } = workspace(files);
    // The one that changed last comes first.
    for (let n = 0; n < 30; n++) utimesSync(join(root, `f${n}.ts`), 1_000_000 + n, 1_000_000 + n);
    const limited = (maxBytes?: number) => updateIndex({ root, indexFolder, maxBytes });
    // What is expected of a batch is more than it takes: the next update finds room left, until there is none.
    let taken = (await limited(10_000)).indexedFiles;
    expect(taken).toBeGreaterThan(2);
    for (let more = 1; more > 0; taken += more) more = (await limited()).indexedFiles;
    expect(taken).toBeLessThan(28);
    const status = await index.status();
    // A segment has some bytes of its own beside what its files take.
    expect(status.keywordBytes + status.vectorBytes).toBeLessThan(10_500);
    expect(status.maxBytes).toBe(10_000);
    const leftOut = status.skipped.filter(({ reason }) => reason.includes("as large as it may be"));
    expect(leftOut).toHaveLength(30 - taken);
    expect(leftOut[0]).toMatchObject({ path: "f0.ts" });
    expect(await paths("quail")).toEqual(["f29.ts"]);
    // Kept with the index; what is indexed and changes takes the place of what it was.
    writeFileSync(join(root, "f29.ts"), `${text(29)}const quince = 1;\n`);
    expect(await limited()).toMatchObject({ indexedFiles: 1 });
    expect(await paths("quince")).toEqual(["f29.ts"]);
    expect(await limited(1e6)).toMatchObject({ indexedFiles: 30 - taken });
    expect((await index.status()).skipped.map(({ path }) => path)).toEqual([".espalier/"]);
  });

  it("takes paths as a watcher has them: doubled, with either slash, absolute, or of other folders", async () => {
    const { root, indexFolder, update, write, paths } = workspace();
    await update();
    write("src/lock.ts", "export const quince = 1;\n");
    rmSync(join(root, "docs"), { recursive: true });
    const named = [
      "src/lock.ts",
      join(root, "src", "lock.ts"),
      "docs",
      "docs/guide.md",
      ".espalier/index/manifest.json",
      "../elsewhere.ts",
      "/nowhere/at/all.ts",
      "src/never.ts",
    ];
    expect(await updateIndex({ root, indexFolder, paths: named })).toMatchObject({ indexedFiles: 1, removedFiles: 1 });
    expect(await paths("quince")).toEqual(["src/lock.ts"]);
    expect(await paths("checkpoint")).toEqual([]);
  });

  it.each([
    ["a burst of paths", Array.from({ length: 300 }, (_, n) => `gone${n}.ts`)],
    ["a change of what is ignored", [".gitignore"]],
    ["the folder itself", ["."]],
  ])("looks at everything after %s", async (_title, named) => {
    const { root, indexFolder, update, write, paths } = workspace();
    await update();
    write("src/new.ts", "export const quince = 1;\n");
    write(".gitignore", "docs/\n");
    await updateIndex({ root, indexFolder, paths: named });
    expect([await paths("quince"), await paths("checkpoint")]).toEqual([["src/new.ts"], []]);
  });

  it("follows a file that was renamed, told by both of its names", async () => {
    const { root, indexFolder, update, paths } = workspace();
    await update();
    renameSync(join(root, "src/lock.ts"), join(root, "src/latch.ts"));
    const told = await updateIndex({ root, indexFolder, paths: ["src/lock.ts", "src/latch.ts"] });
    expect(told).toMatchObject({ indexedFiles: 1, removedFiles: 1 });
    expect(await paths("lock a run")).toEqual(["src/latch.ts"]);
  });
});
