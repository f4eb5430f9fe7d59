import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { patternOf } from "../../../../../src/cli/commands/dataset/insideFolder.ts";
import { discover } from "../../../../../src/corpus/discover.ts";
import { folderOf } from "../../../../support/folder.ts";

const FILES = {
  "app/[slug]/page.ts": "x",
  "app/s/page.ts": "x",
  "a*b.md": "x",
  "aab.md": "x",
  "..notes/a.md": "x",
};

async function taken(path: string): Promise<string[]> {
  const root = folderOf(FILES);
  const { files } = await discover({ root, include: patternOf(root, join(root, path)) });
  return files.map((file) => file.path);
}

describe("patternOf", () => {
  it("means the very file or folder that is there, whatever its name stands for in a pattern", async () => {
    expect(await taken("app/[slug]")).toEqual(["app/[slug]/page.ts"]);
    expect(await taken("a*b.md")).toEqual(["a*b.md"]);
    expect(await taken("..notes")).toEqual(["..notes/a.md"]);
  });

  it("takes what is not there for a pattern if it can be one, and for a misspelling if not", async () => {
    expect(await taken("a*.md")).toEqual(["a*b.md", "aab.md"]);
    const root = folderOf(FILES);
    expect(() => patternOf(root, join(root, "apps"))).toThrow(
      expect.objectContaining({ code: "dataset/no-such-path" }),
    );
    expect(() => patternOf(root, join(root, "../apps"))).toThrow(expect.objectContaining({ code: "dataset/outside" }));
    expect(patternOf(root, root)).toEqual([]);
  });
});
