import { expect, it } from "vitest";
import { datasetRow } from "../../../../src/app/datasets/datasetRow.ts";

const titleOf = (path: string): string =>
  datasetRow(
    "/garden",
    path,
    { exampleCount: 0, byKind: {}, bySplit: { train: 0, validation: 0, test: 0 } } as never,
    {},
  ).title;

it("calls the folder's own datasets by their names, and other files by their paths", () => {
  expect(titleOf("/garden/.espalier/datasets/roses.jsonl")).toBe("roses");
  expect(titleOf("/garden/data/roses.jsonl")).toMatch(/^data.roses\.jsonl$/);
});
