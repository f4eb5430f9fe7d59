import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildDataset } from "../../../../src/app/build/buildDataset.ts";
import type { HarvestFiles } from "../../../../src/app/check/readOutTexts.ts";
import { sourceTexts } from "../../../../src/app/check/sourceTexts.ts";
import type { Example } from "../../../../src/core/example.ts";
import { isOfItsLines, ungrounded } from "../../../../src/curation/judge/ungrounded.ts";
import { harvestFile } from "../../../../src/workers/harvestFile.ts";
import { folderOf } from "../../../support/folder.ts";
import { smallDocx } from "../../../support/smallDocx.ts";
import { smallPdf } from "../../../support/smallPdf.ts";
import { yieldInProcess as yieldFiles } from "../../../support/yieldInProcess.ts";

const harvest: HarvestFiles = async function* (files) {
  for (const file of files) yield await harvestFile(file);
};

const PRUNING = "Every branch of the quince is pruned in the first month of the year, with a clean and sharp knife.";
const STORING = "Ripe quinces are stored on straw in the cellar, none of them touching another, until December.";

const DOCUMENTS = {
  "guide.docx": smallDocx([
    ["Heading1", "Pruning the quince"],
    ["", PRUNING],
    ["Heading2", "Storing the quinces"],
    ["", STORING],
  ]),
  "guide.pdf": smallPdf([
    [
      [18, "Pruning the quince"],
      [10, PRUNING],
      [18, "Storing the quinces"],
      [10, STORING],
    ],
  ]),
  "guide.ipynb": JSON.stringify({
    metadata: { language_info: { name: "python" } },
    nbformat: 4,
    cells: [
      { cell_type: "markdown", source: ["# Pruning the quince\n", "\n", PRUNING] },
      {
        cell_type: "code",
        source: ["%matplotlib inline\n", `def stored(count):\n    """${STORING}"""\n    return count\n`],
      },
    ],
  }),
  "guide.html": `<html><body><nav>Home</nav>\n<h1>Pruning the quince</h1>\n<p>${PRUNING}\n</p><h2>Storing the quinces</h2><p>${STORING}</p></body></html>`,
};

/** With another answer, of as many words. */
function misled(example: Example): Example {
  if (example.form !== "chat") throw new Error(`expected a conversation, got ${example.form}`);
  const invented = "Wombats juggle seventeen purple accordions beneath glittering Antarctic moonlight forever.";
  return { ...example, messages: [...example.messages.slice(0, -1), { role: "assistant", content: invented }] };
}

describe("the source of an answer in a document that is no text", () => {
  it.each(Object.entries(DOCUMENTS))("is the text that is read out of it: %s", async (path, content) => {
    const folder = folderOf({ [path]: content });
    const built = await buildDataset({ root: folder, seed: 0, yieldFiles });
    const examples = built.effective().filter(isOfItsLines);
    expect(examples.length).toBeGreaterThan(0);
    const texts = await sourceTexts(folder, examples, undefined, harvest);
    for (const [index, example] of examples.entries()) {
      const text = texts[index];
      expect(text).toBeTypeOf("string");
      expect(ungrounded(example, text ?? "")).toBeUndefined();
      expect(ungrounded(misled(example), text ?? "")).toMatchObject({ rule: "ungrounded" });
    }

    writeFileSync(join(folder, path), typeof content === "string" ? content.replaceAll("quince", "medlar") : "gone");
    expect(await sourceTexts(folder, examples, undefined, harvest)).toEqual(examples.map(() => undefined));
  });

  it("is looked for in no file outside the folder, nor in one that is ignored", async () => {
    const folder = folderOf({
      "in/.gitignore": "x",
      "guide.html": DOCUMENTS["guide.html"],
      "in/own.html": DOCUMENTS["guide.html"],
      "in/.espalierignore": "own.html\n",
    });
    const cites = (path: string): Example => ({
      ...{ id: path, kind: "imported", form: "text", text: PRUNING },
      source: { path, startLine: 2, endLine: 3 },
    });
    const examples = ["../guide.html", "own.html", "none.pdf"].map(cites);
    expect(await sourceTexts(join(folder, "in"), examples, undefined, harvest)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
