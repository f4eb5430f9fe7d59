import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { requireOwnRows } from "../../../../src/app/build/requireOwnRows.ts";
import { rowOf } from "../../../../src/curation/formats/jsonl.ts";
import { folderOf } from "../../../support/folder.ts";
import { imported, proposed } from "../../../support/sampleDataset.ts";

const requireIn = (text: string): Promise<void> => requireOwnRows(join(folderOf({ "a.jsonl": text }), "a.jsonl"));

describe("a file that a build is to write", () => {
  it("may be one that a build wrote, an empty one, or none", async () => {
    await expect(requireIn(rowOf(proposed("a")) + rowOf(proposed("b")))).resolves.toBeUndefined();
    await expect(requireIn("")).resolves.toBeUndefined();
    await expect(requireOwnRows(join(folderOf({}), "a.jsonl"))).resolves.toBeUndefined();
  });

  it("may not be a folder", async () => {
    await expect(requireOwnRows(folderOf({}))).rejects.toMatchObject({ code: "storage/unreadable" });
  });

  it.each([
    ["rows of another tool", `{"prompt":"P?","completion":"C."}\n`],
    ["columns that no build writes", rowOf(proposed("b")).replace("}\n", ',"score":1}\n')],
    ["imported rows", rowOf(imported("b"))],
    ["no rows at all", "# Notes\n"],
  ])("may not be one that holds %s", async (_, text) => {
    await expect(requireIn(rowOf(proposed("a")) + text)).rejects.toMatchObject({
      code: "dataset/foreign-rows",
      message: expect.stringContaining("line 2") as string,
    });
  });
});
