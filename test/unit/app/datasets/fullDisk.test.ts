import { expect, it, vi } from "vitest";
import { saveDataset } from "../../../../src/app/datasets/dataset.ts";

/** A disk without room for a dataset. */
vi.mock("../../../../src/curation/formats/jsonl.ts", () => ({
  writeExamples: () =>
    Promise.reject(Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" })),
}));

it("names the dataset that the disk has no room for", async () => {
  await expect(saveDataset("/project/data.jsonl", [])).rejects.toMatchObject({
    code: "storage/disk-full",
    message: "no space left on the disk while writing /project/data.jsonl",
  });
});
