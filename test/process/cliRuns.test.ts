import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCli, runJson, startCli } from "../support/cliProcess.ts";
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
