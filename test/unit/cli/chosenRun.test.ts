import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { useRun } from "../../../src/app/runs/manageRuns.ts";
import { chosenRun } from "../../../src/cli/chosenRun.ts";
import { createRunFolder, writeRunState } from "../../../src/storage/runFolder.ts";
import { workspaceAt } from "../../../src/storage/workspace.ts";
import { capturedTerminal } from "../../support/capturedTerminal.ts";
import { sampleRecord } from "../../support/sampleRun.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

async function newRun(folder: string, status: "completed" | "paused"): Promise<string> {
  const { paths, record } = await createRunFolder(workspaceAt(folder), sampleRecord, () => Promise.resolve());
  await writeRunState(paths, { status, step: 1, totalSteps: 2 });
  writeFileSync(paths.adapter, "");
  return record.id;
}

it("takes what is named, or else the run in use, or else the newest trained to its end, and says which", async () => {
  const folder = temporaryFolder();
  const { terminal, stderr } = capturedTerminal();
  expect(await chosenRun(undefined, { folder, terminal })).toBe("latest");
  const [first, second] = [await newRun(folder, "completed"), await newRun(folder, "completed")];
  await newRun(folder, "paused");
  expect(await chosenRun("2026", { folder, terminal })).toBe("2026");
  expect(stderr()).toBe("");
  expect(await chosenRun(undefined, { folder, terminal })).toBe(second);
  await useRun(folder, first);
  expect(await chosenRun(undefined, { folder, terminal })).toBe(first);
  expect(stderr()).toBe(`Run ${second}\nRun ${first}\n`);
});
