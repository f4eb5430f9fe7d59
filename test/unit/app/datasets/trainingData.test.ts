import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { datasetHash } from "../../../../src/app/datasets/dataset.ts";
import { loadTrainingExamples } from "../../../../src/app/datasets/trainingData.ts";
import { rowOf } from "../../../../src/curation/formats/jsonl.ts";
import { datasetOf, imported, openAs, proposed, rootOf } from "../../../support/sampleDataset.ts";

const load = (path: string) => loadTrainingExamples(path, 0);

describe("loadTrainingExamples", () => {
  it("takes a dataset as it was decided, and names its revision", async () => {
    const files = datasetOf([
      proposed("a"),
      proposed("b", { cluster: "b" }),
      proposed("c"),
      imported("d", { cluster: "b" }),
    ]);
    const session = await openAs(files, "ann");
    await session.decide(["a"], { state: "rejected" });
    await session.decide(["c"], { edit: { form: "text", text: "Mine." } });
    const { examples, excluded, dataset } = await load(files.examples);
    expect(examples.map(({ id }) => id)).toEqual(["b", "c"]);
    expect(examples[1]).toMatchObject({ form: "text", text: "Mine." });
    expect(excluded).toEqual({ rejected: 1, duplicate: 1 });
    expect(dataset).toEqual({ name: "dataset", revision: datasetHash(examples) });
  });

  it("gives another revision after a decision, and the same one after its undoing", async () => {
    const files = datasetOf([proposed("a"), proposed("b")]);
    const first = (await load(files.examples)).dataset?.revision;
    const session = await openAs(files, "ann");
    await session.decide(["a"], { state: "rejected" });
    expect((await load(files.examples)).dataset?.revision).not.toBe(first);
    await session.undo();
    expect((await load(files.examples)).dataset?.revision).toBe(first);
  });

  it("leaves out what is flagged until somebody decides", async () => {
    const files = datasetOf([proposed("a"), proposed("b")]);
    const session = await openAs(files, "ann");
    await session.decide(["a"], { state: "flagged" });
    expect((await load(files.examples)).excluded).toEqual({ flagged: 1 });
  });

  it("takes one of each near-duplicate cluster: the accepted one, else its representative, none where that was rejected", async () => {
    const cluster = ["a", "b", "c"].map((id) => proposed(id, { cluster: "b" }));
    const files = datasetOf(cluster);
    const ids = async () => (await load(files.examples)).examples.map(({ id }) => id);
    expect(await ids()).toEqual(["b"]);
    const session = await openAs(files, "ann");
    await session.decide(["c"], { state: "accepted" });
    expect(await ids()).toEqual(["c"]);
    await session.decide(["b"], { state: "rejected" });
    expect(await ids()).toEqual(["c"]);
    await session.decide(["c"], { state: "proposed" });
    await expect(ids()).rejects.toMatchObject({
      code: "dataset/all-excluded",
      message: expect.stringContaining("1 rejected, 2 duplicate") as string,
    });
  });

  it("takes all rows of a plain file, and gives each a split", async () => {
    const files = datasetOf([]);
    const plain = join(rootOf(files), "rows.jsonl");
    const { form, id, kind, messages } = proposed("a");
    writeFileSync(plain, rowOf({ form, id, kind, messages, cluster: "x" }) + rowOf(proposed("b", { cluster: "x" })));
    const { examples, excluded, dataset } = await load(plain);
    expect(examples.map(({ split }) => split)).toEqual(["train", "train"]);
    expect(excluded).toEqual({});
    expect(dataset).toBeUndefined();
  });
});
