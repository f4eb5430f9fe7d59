import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { type CliResult, parseLines, runCli, type RunningCli, startCli } from "../support/cliProcess.ts";
import { fillTinyWorkspace, TINY_FLAGS } from "../support/tinyWorkspace.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { until } from "../support/until.ts";

/** Long enough to be killed in the middle, with a checkpoint every few steps. */
const LONG = ["--epochs=40", "--patience=0", "--checkpoint-every=7", "--validate-every=10"] as const;
const TOTAL_STEPS = 240;

let folder: string;
beforeEach(async () => {
  folder = temporaryFolder();
  await fillTinyWorkspace(folder);
});

const runsFolder = () => join(folder, ".espalier", "runs");
const runFolder = (id: string) => join(runsFolder(), id);
const readRunJson = (id: string, name: string) =>
  JSON.parse(readFileSync(join(runFolder(id), name), "utf8")) as Record<string, unknown>;
const adapterOf = (id: string) => readFileSync(join(runFolder(id), "adapter.gguf"));
const trainLong = () => startCli(folder, "train", ...TINY_FLAGS, ...LONG, "--json");
const resume = (id: string) => runCli(folder, "train", "--resume", id, "--json");

/** The run's name once its trainer has begun. */
async function runIdOf(cli: RunningCli): Promise<string> {
  return String((await cli.until((value) => value.kind === "run")).id);
}
const pastStep = (step: number) => (value: Record<string, unknown>) =>
  value.kind === "checkpoint" && Number(value.step) >= step;

const trainerPid = (id: string) => Number(readRunJson(id, "trainer.json").pid);

/** The adapter that the same run makes when nobody disturbs it. */
async function undisturbedAdapter(): Promise<Buffer> {
  const cli = trainLong();
  const id = await runIdOf(cli);
  expect((await cli.ended).code).toBe(0);
  return adapterOf(id);
}

const stepsIn = (id: string) =>
  parseLines(readFileSync(join(runFolder(id), "metrics.jsonl"), "utf8"))
    .filter((metrics) => metrics.kind === "step")
    .map((metrics) => metrics.step);
const EVERY_STEP = Array.from({ length: TOTAL_STEPS }, (_, index) => index + 1);

const errorOf = ({ stderr }: CliResult) =>
  (JSON.parse(stderr.trim().split("\n").at(-1) ?? "") as { error: { code: string; message: string } }).error;

describe("espalier train", () => {
  it("leaves a folder with all that the run is, and says how it went as JSON lines", async () => {
    const result = await runCli(folder, "train", ...TINY_FLAGS, "--max-steps=3", "--json");
    expect(result.code).toBe(0);
    const lines = parseLines(result.stdout);
    const id = String(lines[0]?.id);
    expect(lines.map((line) => line.kind)).toEqual([
      "run",
      "started",
      "step",
      "validation",
      "step",
      "step",
      "validation",
      "checkpoint",
      "finished",
    ]);
    expect(readdirSync(runFolder(id)).sort()).toEqual([
      "adapter.gguf",
      "checkpoints",
      "dataset.jsonl",
      "metrics.jsonl",
      "run.json",
      "state.json",
      "trainer.json",
    ]);
    expect(readRunJson(id, "state.json")).toMatchObject({ status: "completed", step: 3, totalSteps: 3 });
    expect(readRunJson(id, "run.json")).toMatchObject({
      id,
      preset: "quick",
      config: { rank: 4, seed: 0, threads: 1 },
      model: { name: "model.gguf", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
      dataset: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, exampleCounts: { train: 24 } },
      versions: { espalier: "0.1.0", node: process.versions.node },
    });
    expect(readFileSync(join(folder, ".espalier", ".gitignore"), "utf8")).toContain("!datasets/");
  });

  it("ends like an undisturbed run, bit for bit, after its trainer is killed and the run resumed", async () => {
    const cli = trainLong();
    const id = await runIdOf(cli);
    await cli.until(pastStep(20));
    process.kill(trainerPid(id), "SIGKILL");
    const killed = await cli.ended;
    expect(killed.code).toBe(1);
    expect(errorOf(killed)).toMatchObject({ code: "worker/died" });
    expect(readRunJson(id, "state.json")).toMatchObject({ status: "failed" });
    // What a kill in the middle of a line leaves.
    appendFileSync(join(runFolder(id), "metrics.jsonl"), '{"kind":"step","ste');

    expect((await resume(id)).code).toBe(0);
    expect(stepsIn(id)).toEqual(EVERY_STEP);
    expect(adapterOf(id).equals(await undisturbedAdapter())).toBe(true);
  });

  it("pauses at Ctrl-C with a checkpoint and 130, and ends like an undisturbed run when resumed", async () => {
    const cli = trainLong();
    const id = await runIdOf(cli);
    await cli.until((value) => value.kind === "step" && Number(value.step) >= 10);
    cli.child.kill("SIGINT");
    const paused = await cli.ended;
    expect(paused.code).toBe(130);
    expect(cli.json().at(-1)).toMatchObject({ kind: "finished", reason: "paused" });
    const { status, step } = readRunJson(id, "state.json");
    expect(status).toBe("paused");
    expect(stepsIn(id)).toEqual(EVERY_STEP.slice(0, Number(step)));

    const resumed = await resume(id);
    expect(resumed.code).toBe(0);
    expect(parseLines(resumed.stdout)).toContainEqual(expect.objectContaining({ kind: "started", resumedFrom: step }));
    expect(stepsIn(id)).toEqual(EVERY_STEP);
    expect(adapterOf(id).equals(await undisturbedAdapter())).toBe(true);
  });

  it("tells how to go on when it is paused", async () => {
    const cli = startCli(folder, "train", ...TINY_FLAGS, ...LONG);
    await until(
      () =>
        existsSync(runsFolder()) &&
        readdirSync(runsFolder()).some((id) => existsSync(join(runFolder(id), "adapter.gguf"))),
    );
    cli.child.kill("SIGINT");
    const { code, stdout } = await cli.ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/Paused at step \d+\. Go on with:\n {2}espalier train --resume \S+/);
  });

  it("refuses a second trainer of the same run, names the first, and leaves it at work", async () => {
    const cli = trainLong();
    const id = await runIdOf(cli);
    await cli.until(pastStep(7));
    const second = await resume(id);
    expect(second.code).toBe(2);
    expect(errorOf(second)).toMatchObject({ code: "run/locked" });
    expect(errorOf(second).message).toContain(`process ${trainerPid(id)}`);
    expect((await cli.ended).code).toBe(0);
    expect(stepsIn(id)).toEqual(EVERY_STEP);
  });

  it("takes its trainer along when it is killed itself, and the run can be resumed", async () => {
    const cli = trainLong();
    const id = await runIdOf(cli);
    await cli.until(pastStep(7));
    const pid = trainerPid(id);
    cli.child.kill("SIGKILL");
    await cli.ended;
    await until(() => !isAlive(pid));
    const [run] = parseLines((await runCli(folder, "runs", "show", id, "--json")).stdout);
    expect(run).toMatchObject({ state: { status: "interrupted" } });
    expect((await resume(id)).code).toBe(0);
    expect(stepsIn(id)).toEqual(EVERY_STEP);
  });

  it("refuses to resume on another model file or with other settings", async () => {
    const cli = trainLong();
    const id = await runIdOf(cli);
    await cli.until(pastStep(7));
    cli.child.kill("SIGINT");
    await cli.ended;
    const withFlags = await runCli(folder, "train", "--resume", id, "--rank=8", "--json");
    expect(withFlags.code).toBe(2);
    expect(errorOf(withFlags)).toMatchObject({ code: "run/resume-flags" });

    appendFileSync(join(folder, "model.gguf"), "more");
    const changed = await resume(id);
    expect(changed.code).toBe(2);
    expect(errorOf(changed)).toMatchObject({ code: "run/model-changed" });
    expect(readRunJson(id, "state.json")).toMatchObject({ status: "paused" });
  });

  it("refuses to resume what is finished", async () => {
    const cli = startCli(folder, "train", ...TINY_FLAGS, "--max-steps=1", "--json");
    const id = await runIdOf(cli);
    await cli.ended;
    expect(errorOf(await resume(id))).toMatchObject({ code: "run/finished" });
  });

  it("refuses what cannot be trained before it makes a run", async () => {
    const refused = await runCli(folder, "train", ...TINY_FLAGS, "--batch-size=25", "--json");
    expect(refused.code).toBe(2);
    expect(errorOf(refused)).toMatchObject({
      code: "dataset/too-small",
      message: "the dataset has 24 training examples, the batch size is 25",
    });
    expect(refused.stdout).toBe("");
    expect(readdirSync(runsFolder())).toEqual([]);
  });

  it("misses the dataset before it gets the model, and says how to make one", async () => {
    const { code, stderr } = await runCli(folder, "train", "--model=no-such-model.gguf");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^Error: there is no dataset "dataset" in .*; it has none yet\n {2}Run `espalier dataset build` first/,
    );
  });

  it("shows the first batch and estimates a run without starting one", async () => {
    const shown = await runCli(folder, "train", ...TINY_FLAGS, "--show-batch");
    expect(shown.stdout.match(/^Example train-\d+: \d+ tokens, \d+ to learn$/gm)).toHaveLength(4);
    expect(shown.stdout).toMatch(/^\+ .*<\|im_end\|>$/m);
    const [estimate] = parseLines((await runCli(folder, "train", ...TINY_FLAGS, "--estimate", "--json")).stdout);
    expect(estimate).toMatchObject({ trainExamples: 24, validationExamples: 4, steps: 6, config: { rank: 4 } });
    expect(existsSync(runsFolder())).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
