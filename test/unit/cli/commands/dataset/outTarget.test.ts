import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { outTarget } from "../../../../../src/cli/commands/dataset/outTarget.ts";
import { folderOf } from "../../../../support/folder.ts";

describe("outTarget", () => {
  it.each(["notes.md", "rows.csv", "rows.json", "dataset.JSONL"])(
    "refuses the name %s, beside a file or not",
    (out) => {
      const refusal = expect.objectContaining({
        code: "dataset/out",
        message: expect.stringMatching(/^--out .+ is neither .* \.jsonl$/) as string,
      }) as Error;
      expect(() => outTarget(folderOf({ [out]: "# Notes" }), out)).toThrow(refusal);
      expect(() => outTarget(folderOf({}), out)).toThrow(refusal);
    },
  );

  it("refuses the path of a new file that is none of rows, and says how it would be one", () => {
    const hint = "Use --out docs/notes.jsonl for a file.";
    expect(() => outTarget(folderOf({}), "docs/notes.md")).toThrow(expect.objectContaining({ hint }) as Error);
    expect(outTarget(folderOf({}), "docs/rows")).toMatch(/docs.rows$/);
  });

  it("takes a dataset by name, with a version in it or not, and a file of rows", () => {
    const folder = folderOf({});
    const dataset = (name: string) => join(folder, ".espalier", "datasets", `${name}.jsonl`);
    expect(outTarget(folder)).toBe(dataset("dataset"));
    expect(outTarget(folder, "faq-v1.2")).toBe(dataset("faq-v1.2"));
    expect(outTarget(folder, "rows.jsonl")).toBe(join(folder, "rows.jsonl"));
  });

  it("adds to a dataset that is called so already", () => {
    const folder = folderOf({ ".espalier/datasets/notes.md.jsonl": "" });
    expect(outTarget(folder, "notes.md")).toBe(join(folder, ".espalier", "datasets", "notes.md.jsonl"));
  });
});
