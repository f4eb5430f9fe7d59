import { describe, expect, it } from "vitest";
import { addExample } from "../../../../src/app/importing/addExample.ts";
import { buildDataset } from "../../../../src/app/build/buildDataset.ts";
import { openDataset } from "../../../../src/app/datasets/datasetSession.ts";
import { defaultDatasetPath } from "../../../../src/app/defaults.ts";
import { keepBuild } from "../../../../src/app/build/keepBuild.ts";
import { removeExample } from "../../../../src/app/importing/removeExample.ts";
import { answeredContent } from "../../../../src/core/comparedContent.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";
import { folderOf } from "../../../support/folder.ts";
import { yieldInProcess } from "../../../support/yieldInProcess.ts";

const content = (answer: string) => answeredContent([{ role: "user", content: "When is the quince tied?" }], answer);

async function look(folder: string) {
  const session = await openDataset(folder, "dataset", { by: "a test" });
  const [{ rows }, counts] = [await session.query({}), await session.counts()];
  session.close();
  return { rows, counts };
}

describe("taking an example out again", () => {
  it("leaves the dataset as it was before", async () => {
    const folder = temporaryFolder();
    const path = defaultDatasetPath(folder);
    await addExample(folder, path, { kind: "compared", content: content("In May, with soft twine.") });
    const before = (await look(folder)).rows;
    const { id } = await addExample(folder, path, { kind: "compared", content: content("Never, says the tuned one.") });
    expect((await look(folder)).rows).toHaveLength(2);
    await removeExample(path, id);
    expect((await look(folder)).rows.map((row) => row.id)).toEqual(before.map((row) => row.id));
  });

  it("takes what was found in it along, so that nobody is asked to decide about it", async () => {
    const folder = temporaryFolder();
    const path = defaultDatasetPath(folder);
    // In parts, so that nobody takes it for a real one.
    const secret = ["gh", "p_", "R8f2".repeat(9)].join("");
    const { id } = await addExample(folder, path, { kind: "compared", content: content(`With ${secret}.`) });
    expect((await look(folder)).counts.findings).toEqual({ total: 1, undecided: 1 });
    await removeExample(path, id);
    expect((await look(folder)).counts).toMatchObject({ total: 0, findings: { total: 0, undecided: 0 } });
  });

  it("refuses what a build would bring back, and what is not there", async () => {
    const folder = folderOf({
      "quince.md": "# Quince\n\n## How is it tied?\n\nTie the quince to its wire with soft twine, loosely, in May.\n",
    });
    const path = defaultDatasetPath(folder);
    const built = await buildDataset({ root: folder, seed: 0, yieldFiles: yieldInProcess });
    await keepBuild(folder, "dataset", built, { seed: 0 });
    const [row] = (await look(folder)).rows;
    await expect(removeExample(path, row?.id ?? "")).rejects.toMatchObject({ code: "dataset/proposed-example" });
    await expect(removeExample(path, "nothing")).rejects.toMatchObject({ code: "dataset/unknown-example" });
  });
});
