import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importTarget } from "../../../../../src/cli/commands/dataset/importTarget.ts";
import { folderOf } from "../../../../support/folder.ts";

describe("importTarget", () => {
  it.each(["notes.md", "rows.csv", "rows.json"])("refuses the name %s, beside a file or not", (out) => {
    const refusal = expect.objectContaining({
      code: "import/out",
      message: expect.stringMatching(/^--out .+ is neither .* \.jsonl$/) as string,
    }) as Error;
    expect(() => importTarget(folderOf({ [out]: "# Notes" }), out)).toThrow(refusal);
    expect(() => importTarget(folderOf({}), out)).toThrow(refusal);
  });

  it("takes a dataset by name, with a version in it or not, and a file of rows", () => {
    const folder = folderOf({});
    const dataset = (name: string) => join(folder, ".espalier", "datasets", `${name}.jsonl`);
    expect(importTarget(folder)).toBe(dataset("dataset"));
    expect(importTarget(folder, "faq-v1.2")).toBe(dataset("faq-v1.2"));
    expect(importTarget(folder, "rows.jsonl")).toBe(join(folder, "rows.jsonl"));
  });

  it("adds to a dataset that is called so already", () => {
    const folder = folderOf({ ".espalier/datasets/notes.md.jsonl": "" });
    expect(importTarget(folder, "notes.md")).toBe(join(folder, ".espalier", "datasets", "notes.md.jsonl"));
  });
});
