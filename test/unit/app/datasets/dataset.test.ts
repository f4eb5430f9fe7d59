import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Example } from "../../../../src/core/example.ts";
import { datasetHash, describeDataset, loadDataset, saveDataset } from "../../../../src/app/datasets/dataset.ts";
import { folderOf } from "../../../support/folder.ts";

describe("saveDataset and loadDataset", () => {
  it("keep a dataset and its hash", async () => {
    const examples = Array.from({ length: 3 }, (_, index): Example => ({
      id: `${index}`,
      form: "chat",
      kind: "section",
      split: "train",
      messages: [
        { role: "user", content: `What is ${index}?` },
        { role: "assistant", content: `A number, „${index}“.` },
      ],
    }));
    const path = join(folderOf({}), ".espalier", "datasets", "own.jsonl");
    await saveDataset(path, examples);
    const loaded = await loadDataset(path);
    expect(loaded.examples).toEqual(examples);
    expect(datasetHash(loaded.examples)).toBe(createHash("sha256").update(readFileSync(path)).digest("hex"));
  });
});

describe("describeDataset", () => {
  it("describes an empty dataset", () => {
    expect(describeDataset([])).toMatchObject({
      exampleCount: 0,
      bySplit: { train: 0, validation: 0, test: 0, none: 0 },
      characters: { total: 0, median: 0, longest: 0 },
    });
  });
});
