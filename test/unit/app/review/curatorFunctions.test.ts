import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { curatorFunctions } from "../../../../src/app/review/curatorFunctions.ts";
import { UserError } from "../../../../src/base/errors.ts";
import type { DatasetFiles } from "../../../../src/dataset/datasetFiles.ts";
import type { DatasetChanged } from "../../../../src/protocol/curation.ts";
import { datasetOf, finding, imported, lines, openAs, proposed, put, rootOf } from "../../../support/sampleDataset.ts";
import { until } from "../../../support/until.ts";

const NEVER = new AbortController().signal;

function curate(files: DatasetFiles) {
  const changes: DatasetChanged[] = [];
  const functions = curatorFunctions({
    "dataset/changed": (_, change) => void changes.push(change),
    "dataset/notice": () => undefined,
  });
  return { functions, changes, dataset: { folder: rootOf(files), name: files.name } };
}

const refusal = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("the functions of the process that holds datasets", () => {
  it("list the datasets of a folder, page through one, and say where an example is", async () => {
    const files = datasetOf([proposed("a"), proposed("b"), imported("c")]);
    const { functions, dataset } = curate(files);
    expect(await functions["datasets/list"](dataset.folder)).toEqual(["dataset"]);
    const page = await functions["examples/page"](dataset, { query: {}, offset: 1, limit: 1, locate: "c" });
    expect(page).toMatchObject({ total: 3, rows: [{ id: "b" }], locatedAt: 2 });
    const gone = await functions["examples/page"](dataset, {
      query: { kinds: ["section"] },
      offset: 0,
      limit: 9,
      locate: "c",
    });
    expect(gone.total).toBe(2);
    expect(gone).not.toHaveProperty("locatedAt");
  });

  it("decide about many at once, tell of it, and take it back in one", async () => {
    const { functions, dataset, changes } = curate(datasetOf([proposed("a"), proposed("b"), imported("c")]));
    const ids = await functions["examples/matching"](dataset, { kinds: ["section"] });
    expect(await functions["decision/steps"](dataset)).toEqual({ canUndo: false, canRedo: false });
    await functions["examples/decide"](dataset, ids, { state: "accepted" }, NEVER);
    expect(await functions["decision/steps"](dataset)).toEqual({ canUndo: true, canRedo: false });
    expect(changes).toEqual([{ isReloaded: false, ids: ["a", "b"] }]);
    expect(await functions["dataset/counts"](dataset)).toMatchObject({ reviewed: 2 });
    expect(await functions["decision/undo"](dataset)).toEqual(["a", "b"]);
    expect(await functions["decision/steps"](dataset)).toEqual({ canUndo: false, canRedo: true });
    expect(await functions["dataset/counts"](dataset)).toMatchObject({ reviewed: 0 });
    expect(await functions["decision/redo"](dataset)).toEqual(["a", "b"]);
  });

  it("tell of what others decide", async () => {
    const files = datasetOf([proposed("a")]);
    const { functions, dataset, changes } = curate(files);
    await functions["dataset/counts"](dataset);
    const other = await openAs(files, "somebody else");
    await other.decide(["a"], { state: "rejected" });
    other.close();
    await until(() => changes.length > 0);
    expect(await functions["example/get"](dataset, "a")).toMatchObject({ decision: { by: "somebody else" } });
  });

  it("decide about findings", async () => {
    const files = datasetOf([proposed("a")]);
    put(files.findings, lines(finding("f", ["a"])));
    const { functions, dataset } = curate(files);
    expect(await functions["dataset/counts"](dataset)).toMatchObject({ findings: { total: 1, undecided: 1 } });
    await functions["findings/decide"](dataset, ["f"], "allow");
    expect(await functions["dataset/counts"](dataset)).toMatchObject({ findings: { total: 1, undecided: 0 } });
  });

  it("say that there is none, also when its files are deleted under them, and find it once it is there", async () => {
    const files = datasetOf([proposed("a")]);
    const { functions, dataset } = curate(files);
    await functions["dataset/counts"](dataset);
    rmSync(files.examples);
    const missing = await refusal(functions["dataset/counts"](dataset));
    expect(missing).toBeInstanceOf(UserError);
    expect(missing).toMatchObject({ code: "dataset/missing" });
    put(files.examples, lines({ id: "b", kind: "imported", text: "A page." }));
    expect(await functions["dataset/counts"](dataset)).toMatchObject({ total: 1 });
  });
});
