import { describe, expect, it } from "vitest";
import { buildDataset } from "../../../../src/app/build/buildDataset.ts";
import { datasetHash } from "../../../../src/app/datasets/dataset.ts";
import { folderOf } from "../../../support/folder.ts";
import { proseOf } from "../../../support/prose.ts";
import { yieldInProcess as yieldFiles } from "../../../support/yieldInProcess.ts";

const someFiles = {
  "README.md": `# Tool\n\n${proseOf(0)}\n\n## Use\n\n${proseOf(1)}\n`,
  "docs/a.md": `# A\n\n${proseOf(2)}\n`,
  "src/a.ts": `/** ${proseOf(3)} */\nexport function train(steps: number): void {}\n`,
  "node_modules/x/index.js": "x",
};

describe("buildDataset", () => {
  it("makes a described dataset of a folder, as plain data", async () => {
    const built = await buildDataset({ root: folderOf(someFiles), seed: 0, yieldFiles });
    expect(built.files.map(({ path, exampleCount }) => [path, exampleCount])).toEqual([
      ["README.md", 2],
      ["docs/a.md", 1],
      ["src/a.ts", 3],
    ]);
    expect(built.description).toMatchObject({
      exampleCount: 6,
      fileCount: 3,
      byKind: { section: 3, "doc-comment": 1, signature: 1, defined: 1 },
    });
    expect(built.description.bySplit.validation).toBeGreaterThan(0);
    expect(built.skipped).toEqual([{ path: "node_modules/", reason: "installed packages" }]);
    expect(built.sources.map(({ path }) => path)).toEqual(["README.md", "docs/a.md", "src/a.ts"]);
  });

  it("is the same for the same files, wherever they lie", async () => {
    const [first, second] = [folderOf(someFiles), folderOf(someFiles)];
    const hashes = [first, second].map(async (root) =>
      datasetHash((await buildDataset({ root, seed: 0, yieldFiles })).effective()),
    );
    const [left, right] = await Promise.all(hashes);
    expect(left).toBe(right);
  });

  it("makes only the kinds and reads only the files that are asked for", async () => {
    const root = folderOf(someFiles);
    const { description } = await buildDataset({ root, seed: 0, yieldFiles, kinds: ["section"], include: ["docs/"] });
    expect(description).toMatchObject({ exampleCount: 1, byKind: { section: 1 } });
  });

  it("says that there is nothing to learn", async () => {
    await expect(buildDataset({ root: folderOf({ "a.png": "x" }), seed: 0, yieldFiles })).rejects.toMatchObject({
      code: "dataset/empty",
      message: expect.stringContaining("0 files read, 1 skipped") as string,
    });
  });

  it("names the first skipped files and why, when there is nothing to learn", async () => {
    const root = folderOf({ "a.png": "x", "b.png": "x", "c.png": "x", "d.png": "x", "e.png": "x" });
    await expect(buildDataset({ root, seed: 0, yieldFiles })).rejects.toThrow(
      /0 files read, 5 skipped \(a\.png: .+; b\.png: .+; c\.png: .+; 2 more\)$/,
    );
  });

  it("reports progress and stops when aborted", async () => {
    const controller = new AbortController();
    const paths: string[] = [];
    const building = buildDataset(
      { root: folderOf(someFiles), seed: 0, yieldFiles },
      ({ path }) => {
        paths.push(path);
        if (paths.length === 2) controller.abort(new Error("enough"));
      },
      controller.signal,
    );
    await expect(building).rejects.toThrow("enough");
    expect(paths).toEqual(["README.md", "docs/a.md"]);
  });
});
