import { chmod, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { discover, type DiscoverOptions } from "../../../src/corpus/discover.ts";
import { folderOf } from "../../support/folder.ts";

async function found(options: DiscoverOptions): Promise<{ files: string[]; skipped: Record<string, string> }> {
  const { files, skipped } = await discover(options);
  return {
    files: files.map(({ path }) => path),
    skipped: Object.fromEntries(skipped.map(({ path, reason }) => [path, reason])),
  };
}

describe("discover", () => {
  it("finds Markdown and code in the order of their paths, and says of all else why it was left out", async () => {
    const folder = folderOf({
      "b.md": "# B",
      "a/z.ts": "export {};",
      "a/tool.py": "x = 1",
      "picture.png": "PNG",
      "empty.md": "",
      "big.md": "x".repeat(2000),
      "package-lock.json": "{}",
      "Cargo.lock": "x",
      "jquery.min.js": "x",
      "node_modules/p/index.js": "x",
      ".git/config": "x",
      ".espalier/catalogue.json": "{}",
    });
    expect(await found({ root: folder, maxFileBytes: 1000 })).toEqual({
      files: ["a/tool.py", "a/z.ts", "b.md"],
      skipped: {
        "picture.png": "binary (.png)",
        "empty.md": "empty",
        "big.md": "larger than 1000 bytes (2000)",
        "package-lock.json": "lock file",
        "Cargo.lock": "lock file",
        "jquery.min.js": "minified",
        "node_modules/": "installed packages",
        ".git/": "version control",
        ".espalier/": "Espalier's own files",
      },
    });
  });

  it("follows .gitignore files as git does: nested ones, negation, anchoring", async () => {
    const folder = folderOf({
      ".gitignore": "dist/\n*.gen.ts\n/top.md\nlogs/*\n!logs/keep.md\n",
      "dist/a.md": "x",
      "src/a.gen.ts": "x",
      "src/a.ts": "x",
      "top.md": "x",
      "docs/top.md": "x",
      "logs/a.md": "x",
      "logs/keep.md": "x",
      "sub/.gitignore": "!b.gen.ts\nprivate.md\n",
      "sub/b.gen.ts": "x",
      "sub/private.md": "x",
      "sub/deep/private.md": "x",
    });
    const { files, skipped } = await found({ root: folder });
    expect(files).toEqual(["docs/top.md", "logs/keep.md", "src/a.ts", "sub/b.gen.ts"]);
    expect(skipped["dist/"]).toBe("in .gitignore");
    expect(skipped["sub/deep/private.md"]).toBe("in .gitignore");
  });

  it("obeys the .gitignore files above a folder of a repository, and .git/info/exclude", async () => {
    const folder = folderOf({
      ".git/HEAD": "ref: refs/heads/main",
      ".git/info/exclude": "mine.md\nexcluded.md\n",
      ".gitignore": "/docs/draft.md\n*.tmp.md\n",
      "docs/.gitignore": "!mine.md\n",
      "docs/draft.md": "x",
      "docs/a.tmp.md": "x",
      "docs/deep/draft.md": "x",
      "docs/mine.md": "x",
      "docs/excluded.md": "x",
    });
    expect((await found({ root: join(folder, "docs") })).files).toEqual(["deep/draft.md", "mine.md"]);
  });

  it("obeys what a person's git leaves out everywhere, unless the repository says otherwise", async () => {
    const home = folderOf({ "git/ignore": "*.draft.md\nkeep.md\n/top.md\n", mine: "*.mine.md\n" });
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv("XDG_CONFIG_HOME", home);
    vi.stubEnv("GIT_CONFIG_GLOBAL", join(home, "config"));
    const files = { ".gitignore": "!keep.md\n", "a.draft.md": "x", "b.mine.md": "x", "keep.md": "x", "top.md": "x" };
    const repository = {
      ".git/HEAD": "ref: refs/heads/main",
      ".git/objects/x": "",
      ".git/refs/x": "",
      "in/top.md": "x",
    };
    const [plain, ours] = [folderOf(files), folderOf({ ...files, ...repository })];
    // Without a repository there is no git to obey.
    expect((await found({ root: plain })).files).toEqual(["a.draft.md", "b.mine.md", "keep.md", "top.md"]);
    expect(await found({ root: ours })).toMatchObject({
      files: ["b.mine.md", "in/top.md", "keep.md"],
      skipped: { "a.draft.md": "in git's core.excludesFile", "top.md": "in git's core.excludesFile" },
    });
    expect((await found({ root: join(ours, "in") })).files).toEqual(["top.md"]);

    const named = folderOf({ ...files, ...repository, ".git/config": `[core]\n  excludesFile = ${home}/mine\n` });
    expect((await found({ root: named })).files).toEqual(["a.draft.md", "in/top.md", "keep.md", "top.md"]);
  });

  it("reads an ignored folder when it is the one that was asked for", async () => {
    const folder = folderOf({
      ".git/HEAD": "x",
      ".gitignore": "vendor/\n",
      "vendor/lib/a.ts": "x",
    });
    expect((await found({ root: join(folder, "vendor/lib") })).files).toEqual(["a.ts"]);
  });

  it("takes only what is included and nothing that is excluded", async () => {
    const folder = folderOf({ "docs/a.md": "x", "docs/old/b.md": "x", "src/a.ts": "x" });
    const { files, skipped } = await found({ root: folder, include: ["./docs"], exclude: ["old/"] });
    expect(files).toEqual(["docs/a.md"]);
    expect(skipped).toEqual({ "docs/old/": "excluded" });
  });

  it("says of nothing that was not asked for why it is left out", async () => {
    const folder = folderOf({ "docs/a.md": "x", "docs/a.png": "x", "b.png": "x", "lib/node_modules/c.md": "x" });
    const skippedFor = async (...include: string[]): Promise<string[]> =>
      Object.keys((await found({ root: folder, include })).skipped);
    expect(await skippedFor("/docs")).toEqual(["docs/a.png"]);
    expect(await skippedFor("/lib/node_modules/c.md")).toEqual(["lib/node_modules/"]);
    expect(await skippedFor("*.md")).toEqual(["lib/node_modules/"]);
  });

  it("does not follow symbolic links, so a cycle ends", async () => {
    const folder = folderOf({ "a/b.md": "x" });
    await symlink(folder, join(folder, "a/loop"));
    await symlink(join(folder, "a/b.md"), join(folder, "c.md"));
    expect(await found({ root: folder })).toEqual({
      files: ["a/b.md"],
      skipped: { "a/loop": "symbolic link", "c.md": "symbolic link" },
    });
  });

  it("follows the root itself when that is a symbolic link", async () => {
    const folder = folderOf({ "real/a.md": "x" });
    await symlink(join(folder, "real"), join(folder, "link"));
    expect((await found({ root: join(folder, "link") })).files).toEqual(["a.md"]);
  });

  it("lists a folder that cannot be read and goes on", async () => {
    const folder = folderOf({ "a.md": "x", "locked/b.md": "x" });
    await chmod(join(folder, "locked"), 0);
    const { files, skipped } = await found({ root: folder });
    await chmod(join(folder, "locked"), 0o755);
    // The superuser reads it all the same.
    const isSuperuser = process.getuid?.() === 0;
    expect(files).toEqual(isSuperuser ? ["a.md", "locked/b.md"] : ["a.md"]);
    expect(skipped["locked/"] ?? "").toMatch(isSuperuser ? /^$/ : /^cannot be read/);
  });

  it("names a root that is missing or a file", async () => {
    const folder = folderOf({ "a.md": "x" });
    await expect(discover({ root: join(folder, "none") })).rejects.toMatchObject({ code: "corpus/not-a-folder" });
    await expect(discover({ root: join(folder, "a.md") })).rejects.toThrow("found a file");
  });

  it("stops when aborted", async () => {
    const folder = folderOf({ "a.md": "x" });
    await expect(discover({ root: folder }, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});
