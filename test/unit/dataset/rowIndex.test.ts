import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DatasetFiles } from "../../../src/dataset/datasetFiles.ts";
import { mergeBuild } from "../../../src/dataset/mergeBuild.ts";
import { indexedRow, parseRowIndex } from "../../../src/dataset/rowIndex.ts";
import { datasetOf, imported, openAs, proposed } from "../../support/sampleDataset.ts";

const EXAMPLES = [proposed("a"), proposed("b"), imported("c")];
const indexOf = ({ rowIndex, examples }: DatasetFiles) => parseRowIndex(readFileSync(rowIndex), readFileSync(examples));

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

  it.each<[string, (path: string) => void]>([
    ["a folder", (path) => mkdirSync(path)],
    ["a folder with something in it", (path) => mkdirSync(join(path, "within"), { recursive: true })],
    ["a link that leads in a circle", (path) => symlinkSync(path, path)],
  ])("keeps nobody from a dataset where %s lies in its place, nor from building it", async (_what, put) => {
    const files = datasetOf(EXAMPLES);
    rmSync(files.rowIndex, { force: true });
    mkdirSync(dirname(files.rowIndex), { recursive: true });
    put(files.rowIndex);
    const before = lstatSync(files.rowIndex).isDirectory();
    expect(await (await openAs(files, "ann")).idsOf({})).toEqual(["a", "b", "c"]);
    await mergeBuild(files, { cards: [], sources: [], findings: [], secrets: new Map() });
    expect(await (await openAs(files, "bob")).idsOf({})).toEqual(["c"]);
    // A folder is nobody's to delete; anything else gives way to the index.
    if (before) expect(readdirSync(dirname(files.rowIndex))).toEqual([basename(files.rowIndex)]);
    else expect(indexOf(files)).toEqual([indexedRow(imported("c"))]);
  });

  it("is written anew in the place of one that cannot be read", async () => {
    const files = datasetOf(EXAMPLES);
    await openAs(files, "ann");
    const sound = readFileSync(files.rowIndex);
    for (const rubbish of ["", "\0\n\0", "{}\n{}\n", sound.subarray(0, -9), Buffer.concat([sound, sound])]) {
      writeFileSync(files.rowIndex, rubbish);
      chmodSync(files.rowIndex, 0);
      expect(await (await openAs(files, "bob")).idsOf({})).toEqual(["a", "b", "c"]);
      expect(readFileSync(files.rowIndex)).toEqual(sound);
    }
  });

  it("keeps nobody from a dataset where it cannot be written", async () => {
    const files = datasetOf(EXAMPLES);
    rmSync(dirname(files.rowIndex), { recursive: true, force: true });
    mkdirSync(dirname(dirname(files.rowIndex)), { recursive: true });
    symlinkSync("a folder/that is gone", dirname(files.rowIndex));
    expect(await (await openAs(files, "ann")).idsOf({})).toEqual(["a", "b", "c"]);
  });
});
