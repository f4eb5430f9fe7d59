import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeFileAtomic } from "../../src/storage/atomicWrite.ts";
import { createRunFolder } from "../../src/storage/runFolder.ts";
import { workspaceAt } from "../../src/storage/workspace.ts";
import { runCli, runJson, startCli } from "../support/cliProcess.ts";
import { put } from "../support/sampleDataset.ts";
import { sampleRecord } from "../support/sampleRun.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { fillTinyWorkspace, TINY_FLAGS } from "../support/tinyWorkspace.ts";

it("names runs, puts one to use, and deletes it", async () => {
  const folder = temporaryFolder();
  await fillTinyWorkspace(folder);
  const [first] = await runJson(folder, "train", ...TINY_FLAGS, "--max-steps=2");
  const id = String(first?.id);
  await runJson(folder, "runs", "rename", id, "short one");
  expect(await runJson(folder, "runs", "use", id)).toEqual([{ activeRun: id }]);
  const { stdout } = await runCli(folder, "runs", "list");
  expect(stdout).toContain(`${id} "short one" *`);
  expect(await runJson(folder, "runs", "use", "--newest")).toEqual([{ activeRun: null }]);
  expect(await runJson(folder, "runs", "rm", id)).toEqual([{ removed: id }]);
  expect(existsSync(join(folder, ".espalier", "runs", id))).toBe(false);
});

it("pauses and stops a run that another terminal trains", async () => {
  const folder = temporaryFolder();
  await fillTinyWorkspace(folder);
  const training = startCli(folder, "train", ...TINY_FLAGS, "--epochs=40", "--patience=0", "--json");
  const { id } = await training.until((event) => event.kind === "run");
  await training.until((event) => event.kind === "step");
  expect(await runJson(folder, "runs", "stop")).toEqual([{ id, asked: "stop" }]);
  expect((await training.ended).code).toBe(130);
  expect(await runJson(folder, "runs", "show")).toMatchObject([{ state: { status: "stopped" } }]);
  const again = await runCli(folder, "runs", "pause", "--json");
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("run/not-running");
});

it("names what a run learned from and is gone, before and after the next build, and lists a damaged run beside it", async () => {
  const folder = temporaryFolder();
  for (const name of ["anvil", "bellows"])
    put(join(folder, `docs/${name}.md`), `# The ${name}\n\nThe ${name} of this shop is set up by its owner alone.\n`);
  await runJson(folder, "dataset", "build");
  const examples = join(folder, ".espalier/datasets/dataset.jsonl");
  const rows = readFileSync(examples, "utf8").replaceAll(/"split":"[a-z]+"/g, '"split":"train"');
  const make = () =>
    createRunFolder(
      workspaceAt(folder),
      { ...sampleRecord, dataset: { ...sampleRecord.dataset, path: ".espalier/datasets/dataset.jsonl" } },
      (path) => writeFileAtomic(path, rows),
    );
  const { record, paths } = await make();
  writeFileSync(paths.adapter, "");
  const gone = { exampleCount: rows.split('"path":"docs/anvil.md"').length - 1, paths: ["docs/anvil.md"] };
  expect(gone.exampleCount).toBeGreaterThan(0);
  rmSync(join(folder, "docs/anvil.md"));
  const [checked] = await runJson(folder, "dataset", "check");
  expect(checked?.learnedFromGone).toEqual([{ run: record.id, adapter: paths.adapter, ...gone }]);
  await runJson(folder, "dataset", "build");
  expect((await runCli(folder, "dataset", "check")).stdout).toContain(
    `run ${record.id} learned from ${gone.exampleCount} example`,
  );
  expect((await runCli(folder, "runs", "show")).stdout).toMatch(/learned from +\d+ examples? of .*\(docs\/anvil\.md\)/);

  const damaged = await make();
  writeFileSync(damaged.paths.record, "{");
  const [listed] = await runJson(folder, "runs", "list");
  expect(listed).toMatchObject([
    { id: record.id, goneSources: gone },
    { id: damaged.record.id, damaged: expect.stringContaining("run.json is damaged") as string },
  ]);
  const text = (await runCli(folder, "runs", "list")).stdout;
  expect(text).toMatch(new RegExp(`${damaged.record.id} +damaged`));
  const shown = await runCli(folder, "runs", "show", "--json");
  expect(JSON.parse(shown.stdout)).toMatchObject({ id: record.id, goneSources: gone });
  expect(shown.stderr).toContain(`${damaged.paths.record} is damaged`);
});
