import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCurator } from "../../src/app/review/curator.ts";
import { forkWorker } from "../../src/app/workers/workerProcess.ts";
import type { DatasetChanged } from "../../src/protocol/curation.ts";
import type { JobFunctions } from "../../src/protocol/jobs.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { writeTinyModel } from "../support/tinyModel.ts";
import { until } from "../support/until.ts";

const PLANTS = ["apple", "pear", "plum", "quince", "medlar", "fig", "vine", "peach", "cherry", "currant"];
const { signal } = new AbortController();

async function garden() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "docs"));
  for (const [index, plant] of PLANTS.entries()) {
    const text = `# ${plant}

## How is the ${plant} pruned?

The ${plant} is pruned in month ${index + 1}, to ${index + 2} buds on each of its arms, with a clean knife.

## How is the ${plant} tied?

Tie the ${plant} to wire ${index + 1} with soft twine, loosely, so that the bark can swell through the summer.
`;
    writeFileSync(join(folder, "docs", `${plant}.md`), text);
  }
  const modelName = join(folder, "model.gguf");
  await writeTinyModel(modelName, { contextLength: 512 });
  return { folder, modelName, dataset: { folder, name: "dataset" } };
}

describe("work on datasets in a process of its own", () => {
  it("builds with chosen kinds, then as it was built last, and says how far it is", async () => {
    const { dataset } = await garden();
    await using worker = forkWorker<JobFunctions>("jobs");
    const seen: number[] = [];
    const first = await worker.functions["dataset/rebuild"]({ ...dataset, kinds: ["faq"] }, signal, ({ done }) =>
      seen.push(done),
    );
    expect(first.added).toBe(2 * PLANTS.length);
    expect(seen.at(-1)).toBe(PLANTS.length);
    const again = await worker.functions["dataset/rebuild"](dataset, signal, () => undefined);
    expect(again).toMatchObject({ added: 0, changed: 0, removed: 0, exampleCount: first.exampleCount });
    expect((await worker.functions["dataset/splits"](dataset, signal)).trainCount).toBeGreaterThan(0);
  });

  it("counts tokens as a model does, and tells whoever holds the dataset only that there are remarks", async () => {
    const { dataset, modelName, folder } = await garden();
    await using worker = forkWorker<JobFunctions>("jobs");
    const { exampleCount } = await worker.functions["dataset/rebuild"](dataset, signal, () => undefined);
    const changes: DatasetChanged[] = [];
    await using curator = openCurator({
      "dataset/changed": (_, change) => void changes.push(change),
      "dataset/notice": () => undefined,
      onDied: () => undefined,
    });
    const facts = await curator.functions["dataset/facts"](dataset);
    expect(facts).toMatchObject({ fileCount: PLANTS.length, revisions: [{ cause: "build", exampleCount }] });
    const lengths = await worker.functions["dataset/lengths"]({ ...dataset, modelName }, signal, () => undefined);
    expect(lengths.bins.reduce((sum, { count }) => sum + count, 0)).toBe(lengths.count);
    expect(lengths.longest).toBeGreaterThanOrEqual(lengths.quantiles.p50);
    await curator.functions["dataset/refresh"](dataset);
    await until(() => changes.length > 0);
    expect(changes).toEqual([{ ids: [], isReloaded: true, isOfRemarksOnly: true }]);
    expect(readFileSync(join(folder, ".espalier", "datasets", "dataset.jsonl"), "utf8")).not.toBe("");
  });

  it("stops when it is told to", async () => {
    const { dataset } = await garden();
    await using worker = forkWorker<JobFunctions>("jobs");
    const controller = new AbortController();
    const building = worker.functions["dataset/rebuild"](dataset, controller.signal, () => controller.abort());
    await expect(building).rejects.toThrow();
  });
});
