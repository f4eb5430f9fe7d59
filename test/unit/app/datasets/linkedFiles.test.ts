import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadDataset, saveDataset } from "../../../../src/app/datasets/dataset.ts";
import { exportDataset } from "../../../../src/app/datasets/exportDataset.ts";
import { changeRows } from "../../../../src/app/settle/changeRows.ts";
import { chat } from "../../../support/duplicatePairs.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const example = chat("id1", "Where?", "Here.", "a.md");

/** A link to a link to `store/rows.jsonl`, which need not be there. */
function linked(): { folder: string; link: string; file: string } {
  const folder = temporaryFolder();
  const file = join(folder, "store", "rows.jsonl");
  mkdirSync(join(folder, "links"));
  symlinkSync("../store/rows.jsonl", join(folder, "links", "inner.jsonl"));
  symlinkSync("links/inner.jsonl", join(folder, "rows.jsonl"));
  return { folder, link: join(folder, "rows.jsonl"), file };
}

describe("a file that a user names by a symbolic link", () => {
  it("is written where the link leads, and the link stays", async () => {
    const { folder, link, file } = linked();
    await saveDataset(link, [example]);
    expect((await loadDataset(file)).examples).toEqual([example]);
    await changeRows(link, (_row, text) => text.replace("Here.", "There."));
    expect(readFileSync(file, "utf8")).toContain("There.");
    await exportDataset({ format: "messages", examples: [example], out: link, overwrite: true });
    expect(readFileSync(file, "utf8")).toContain('"messages"');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(lstatSync(join(folder, "links", "inner.jsonl")).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(folder, "store"))).toEqual(["rows.jsonl"]);
  });

  it("is not written where links lead in a circle", async () => {
    const path = join(temporaryFolder(), "rows.jsonl");
    symlinkSync("rows.jsonl", path);
    await expect(saveDataset(path, [example])).rejects.toMatchObject({
      code: "storage/in-the-way",
      message: `cannot write ${path}: its links lead in a circle`,
    });
  });
});
