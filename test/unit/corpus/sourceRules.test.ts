import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { discover } from "../../../src/corpus/discover.ts";
import { excludeSource, includeSource } from "../../../src/corpus/sourceRules.ts";
import { folderOf } from "../../support/folder.ts";

const write = async (path: string, text: string): Promise<void> => writeFileSync(path, text);
const include = (root: string, path: string) => includeSource(root, path, write);
const exclude = (root: string, path: string) => excludeSource(root, path, write);
const files = async (root: string) => (await discover({ root })).files.map(({ path }) => path);
const rules = (root: string) => readFileSync(join(root, ".espalierignore"), "utf8");

describe("excludeSource", () => {
  it("leaves a file or a folder out, and says when it was left out already", async () => {
    const root = folderOf({ "docs/a.md": "a", "docs/b.md": "b", "src/c.md": "c", "src/docs/d.md": "d" });
    expect(await exclude(root, "docs/a.md")).toBe(true);
    expect(await files(root)).toEqual(["docs/b.md", "src/c.md", "src/docs/d.md"]);
    expect(await exclude(root, "docs")).toBe(true);
    expect(await files(root)).toEqual(["src/c.md", "src/docs/d.md"]);
    const before = rules(root);
    expect(await exclude(root, "docs")).toBe(false);
    expect(await exclude(root, "docs/a.md")).toBe(false);
    expect(rules(root)).toBe(before);
  });

  it("means no other file than the one it names", async () => {
    const names = ["a*.md", "a[1].md", "a?.md", "ab.md", "a1.md", "!a.md", "#a.md", " a.md", "a{1,2}.md", "a(b)$.md"];
    for (const name of names) {
      const root = folderOf(Object.fromEntries(names.map((each) => [each, "x"])));
      await exclude(root, name);
      expect(await files(root), name).toEqual(names.filter((each) => each !== name).sort());
      await include(root, name);
      expect(await files(root), name).toEqual([...names].sort());
    }
  });

  it("keeps what the user wrote, whatever the ends of its lines", async () => {
    const root = folderOf({ ".espalierignore": "# mine\r\n*.log\r\nlast", "a.md": "a", "b.log": "b" });
    await exclude(root, "a.md");
    expect(rules(root)).toBe("# mine\r\n*.log\r\nlast\n/a.md\n");
  });

  it("takes its own inclusion back rather than add another rule", async () => {
    const root = folderOf({ ".gitignore": "*.gen.md\n", "a.gen.md": "a", "b.gen.md": "b" });
    await include(root, "a.gen.md");
    const both = rules(root);
    await exclude(root, "a.gen.md");
    expect(rules(root)).toBe(both.replace("!/a.gen.md\n", ""));
    expect(await files(root)).toEqual([]);
  });
});

describe("includeSource", () => {
  it("takes in a file that another file ignores, and nothing beside it", async () => {
    const root = folderOf({
      ".gitignore": "build/\n",
      "build/gen/a.md": "a",
      "build/gen/b.md": "b",
      "build/c.md": "c",
      "d.md": "d",
    });
    expect(await include(root, "build/gen/a.md")).toBe(true);
    expect(await files(root)).toEqual(["build/gen/a.md", "d.md"]);
    expect(await include(root, "build/gen/b.md")).toBe(true);
    expect(await files(root)).toEqual(["build/gen/a.md", "build/gen/b.md", "d.md"]);
    expect(await include(root, "build/gen/b.md")).toBe(false);
  });

  it("takes in a folder with all that is in it", async () => {
    const root = folderOf({ ".gitignore": "build/\n", "build/gen/a.md": "a", "build/c.md": "c" });
    await include(root, "build");
    expect(await files(root)).toEqual(["build/c.md", "build/gen/a.md"]);
  });

  it("takes back what was excluded", async () => {
    const root = folderOf({ "docs/a.md": "a", "b.md": "b" });
    await exclude(root, "docs");
    await include(root, "docs");
    expect(await files(root)).toEqual(["b.md", "docs/a.md"]);
  });

  it("refuses what is never read, what is not there and what lies outside, and changes nothing then", async () => {
    const root = folderOf({ "node_modules/p/a.md": "a", "p.png": "x" });
    await expect(include(root, "node_modules/p/a.md")).rejects.toMatchObject({
      code: "sources/never-read",
      message: "node_modules/p/a.md cannot be taken in: node_modules/ is installed packages",
    });
    await expect(include(root, "p.png")).rejects.toMatchObject({ code: "sources/never-read" });
    await expect(include(root, "gone.md")).rejects.toMatchObject({ code: "sources/not-there" });
    await expect(exclude(root, "gone.md")).rejects.toMatchObject({ code: "sources/not-there" });
    await expect(include(root, "../a.md")).rejects.toMatchObject({ code: "sources/outside" });
    expect(existsSync(join(root, ".espalierignore"))).toBe(false);
  });

  it("says when a deeper file decides otherwise, and leaves the rules as they were", async () => {
    const root = folderOf({ ".espalierignore": "# mine\n", "docs/.gitignore": "a.md\n", "docs/a.md": "a" });
    await expect(include(root, "docs/a.md")).rejects.toMatchObject({ code: "sources/overruled" });
    expect(rules(root)).toBe("# mine\n");
  });
});
