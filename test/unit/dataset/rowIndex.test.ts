import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import type { DatasetFiles } from "../../../src/dataset/datasetFiles.ts";
import { indexedRow, readRowIndex } from "../../../src/dataset/rowIndex.ts";
import { datasetOf, imported, openAs, proposed } from "../../support/sampleDataset.ts";

const EXAMPLES = [proposed("a"), proposed("b"), imported("c")];
const indexOf = ({ rowIndex, examples }: DatasetFiles) => readRowIndex(readFileSync(rowIndex), readFileSync(examples));

describe("the index of a dataset's rows", () => {
  it("is written when a dataset is opened that came without one, and after it was changed elsewhere", async () => {
    const files = datasetOf(EXAMPLES);
    rmSync(files.rowIndex, { force: true });
    await openAs(files, "ann");
    expect(indexOf(files)).toEqual(EXAMPLES.map(indexedRow));
    const written = readFileSync(files.rowIndex);
    expect((await (await openAs(files, "bob")).get("b")).example).toEqual(proposed("b"));
    expect(readFileSync(files.rowIndex)).toEqual(written);
    const [first] = readFileSync(files.examples, "utf8").split("\n");
    writeFileSync(files.examples, `${first ?? ""}\n`);
    expect(indexOf(files)).toBeUndefined();
    expect(await (await openAs(files, "ann")).idsOf({})).toEqual(["a"]);
    expect(indexOf(files)).toEqual([indexedRow(proposed("a"))]);
  });

  it.each([
    ["without its last line break", (text: string) => text.slice(0, -1)],
    ["with the line breaks of Windows", (text: string) => text.replaceAll("\n", "\r\n")],
    ["with a row as another program writes it", (text: string) => text.replace('":', '": ')],
  ])("is not written of a file %s, whose rows cannot be copied as they stand", async (_what, change) => {
    const files = datasetOf(EXAMPLES);
    rmSync(files.rowIndex, { force: true });
    writeFileSync(files.examples, change(readFileSync(files.examples, "utf8")));
    expect(await (await openAs(files, "ann")).idsOf({})).toEqual(["a", "b", "c"]);
    expect(existsSync(files.rowIndex)).toBe(false);
  });

  it("keeps nobody from a dataset where it cannot be written", async () => {
    const files = datasetOf(EXAMPLES);
    rmSync(dirname(files.rowIndex), { recursive: true, force: true });
    mkdirSync(dirname(dirname(files.rowIndex)), { recursive: true });
    symlinkSync("a folder/that is gone", dirname(files.rowIndex));
    expect(await (await openAs(files, "ann")).idsOf({})).toEqual(["a", "b", "c"]);
  });
});
