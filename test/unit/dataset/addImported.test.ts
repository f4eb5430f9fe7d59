import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ChatExample, Example } from "../../../src/core/example.ts";
import type { ScannedExamples } from "../../../src/curation/secrets/scanExamples.ts";
import { addImported } from "../../../src/dataset/addImported.ts";
import { datasetOf, finding, imported, openAs, proposed, readLines } from "../../support/sampleDataset.ts";

const nothingFound: ScannedExamples = { findings: [], secrets: new Map() };
const adding =
  (...examples: readonly ChatExample[]) =>
  (earlier: readonly Example[]) => ({
    examples: [...earlier, ...examples],
    ids: new Map(examples.map(({ id }) => [id, id])),
  });

describe("addImported", () => {
  it("puts what comes in behind what was proposed, as it came", async () => {
    const files = datasetOf([proposed("b"), imported("z")]);
    await addImported(files, adding(imported("y"), imported("a")), nothingFound);
    expect(readLines(files.examples)).toMatchObject(["b", "z", "y", "a"].map((id) => ({ id })));
  });

  it("counts an example of another dataset as imported, so that no build takes it away, and without its cluster", async () => {
    const files = datasetOf([]);
    await addImported(files, adding(proposed("a", { cluster: "there" })), nothingFound);
    expect(readLines(files.examples)).toEqual([expect.not.objectContaining({ cluster: "there" })]);
    expect(readLines(files.examples)).toMatchObject([
      { id: "a", source: { path: "docs/a.md", startLine: 1, endLine: 2, title: "a" } },
    ]);
    expect(readFileSync(files.examples, "utf8")).not.toContain("hash-a");
  });

  it("remembers the split that an example brought along, for later draws", async () => {
    const files = datasetOf([]);
    const { split: _, ...unplaced } = imported("b");
    await addImported(files, adding({ ...imported("a"), split: "test" }, unplaced), nothingFound);
    expect(readLines(files.examples)).toMatchObject([{ id: "a", split: "test", ownSplit: "test" }, { id: "b" }]);
    expect(readLines(files.examples)[1]).not.toHaveProperty("ownSplit");
  });

  it("shows withheld examples to whoever adds, and keeps them withheld", async () => {
    const secret = ["s3", "cret!"].join("");
    const files = datasetOf([]);
    const found: ScannedExamples = {
      findings: [finding("f", ["given"])],
      secrets: new Map([["given", [{ finding: "f", rule: "password", text: secret }]]]),
    };
    const row = imported("kept", { messages: [{ role: "assistant", content: `It is ${secret}.` }] });
    const result = await addImported(files, () => ({ examples: [row], ids: new Map([["given", "kept"]]) }), found);
    expect(result).toMatchObject({ withheldCount: 1, undecided: [{ id: "f", exampleIds: ["kept"] }] });
    const seen: string[] = [];
    await addImported(
      files,
      (earlier) => {
        seen.push(...earlier.map(({ id }) => id));
        return adding(imported("other"))(earlier);
      },
      nothingFound,
    );
    expect(seen).toEqual(["kept"]);
    expect(readFileSync(files.examples, "utf8")).not.toContain(secret);
    expect(readFileSync(files.withheld, "utf8")).toContain(secret);
    const session = await openAs(files, "ann");
    await session.decideFinding(["f"], "allow");
    expect(readFileSync(files.examples, "utf8")).toContain(secret);
    expect(existsSync(files.withheld)).toBe(false);
  });

  it("changes nothing when the examples that are there cannot be read", async () => {
    const files = datasetOf([proposed("a")]);
    writeFileSync(files.examples, "{broken\n");
    await expect(addImported(files, adding(imported("b")), nothingFound)).rejects.toMatchObject({
      code: "dataset/broken-line",
    });
    expect(readFileSync(files.examples, "utf8")).toBe("{broken\n");
  });
});
