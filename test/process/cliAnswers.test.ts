import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { useNewestRun, useRun } from "../../src/app/runs/manageRuns.ts";
import { lockRun } from "../../src/storage/runLock.ts";
import { runCli, runJson } from "../support/cliProcess.ts";
import { fillTinyWorkspace, TINY_FLAGS } from "../support/tinyWorkspace.ts";

/** One short run that every test here looks at. */
let folder: string;
let runId: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "espalier-test-"));
  await fillTinyWorkspace(folder);
  // So strong a tuning that the random model has plainly learned something.
  const strong = ["--epochs=8", "--learning-rate=0.01", "--patience=0", "--dropout=0", "--rank=8"];
  const { stdout } = await runCli(folder, "train", ...TINY_FLAGS, ...strong, "--json");
  runId = String((JSON.parse(stdout.split("\n")[0] ?? "") as { id: string }).id);
  return () => rmSync(folder, { recursive: true, force: true });
});

describe("espalier evaluate", () => {
  it("finds a tuned model better on held-out examples, with the interval", async () => {
    const [result] = await runJson(folder, "evaluate");
    expect(result).toMatchObject({
      runId,
      split: "test",
      exampleCount: 6,
      verdict: { outcome: "improved" },
    });
    const { interval } = result as { interval: { difference: number; low: number; high: number } };
    expect(interval.high).toBeLessThan(0);
    expect(interval.difference).toBeGreaterThanOrEqual(interval.low);
    expect(interval.difference).toBeLessThanOrEqual(interval.high);
  });

  it("finds no difference at strength 0", async () => {
    const [result] = await runJson(folder, "evaluate", runId, "--scale=0", "--split=validation", "--limit=2");
    expect(result).toMatchObject({ split: "validation", exampleCount: 2, interval: { difference: 0 } });
  });
});

describe("espalier ask and compare", () => {
  it("answers with the newest run's adapter, and without it when asked", async () => {
    const [tuned] = await runJson(folder, "ask", "1 leaf?", "--no-retrieval", "--max-tokens=8");
    const [base] = await runJson(folder, "ask", "1 leaf?", "--no-retrieval", "--max-tokens=8", "--base");
    expect(tuned).toMatchObject({ adapter: { path: join(folder, ".espalier/runs", runId, "adapter.gguf"), scale: 1 } });
    expect(base).not.toHaveProperty("adapter");
    expect(tuned?.text).not.toBe(base?.text);
  });

  it("streams the answer alone to stdout", async () => {
    const { stdout, stderr } = await runCli(folder, "ask", "1 leaf?", "--no-retrieval", "--max-tokens=8");
    const [asked] = await runJson(folder, "ask", "1 leaf?", "--no-retrieval", "--max-tokens=8");
    expect(stdout).toBe(`${String(asked?.text)}\n`);
    expect(stderr).toMatch(/\d+ tokens, [\d.]+ tokens\/s, first after [\d.]+ s/);
  });

  it("compares base and tuned on held-out questions", async () => {
    const [comparison] = await runJson(folder, "compare", "--count=2", "--max-tokens=4");
    const { prompts } = comparison as {
      prompts: { messages: { content: string }[]; answers: { adapter?: object }[] }[];
    };
    const tests = readFileSync(join(folder, "data.jsonl"), "utf8")
      .split("\n")
      .filter((line) => line.includes('"test"'));
    expect(prompts).toHaveLength(2);
    for (const { messages, answers } of prompts) {
      expect(tests.join()).toContain(messages.at(-1)?.content);
      expect(answers.map(({ adapter }) => adapter !== undefined)).toEqual([false, true]);
    }
  });

  it("says that there is nothing to compare with where no run is", async () => {
    const { code, stderr } = await runCli(folder, "compare", "--model=model.gguf", "a?");
    expect(code).toBe(2);
    expect(stderr).toContain("there is no adapter to compare with");
  });

  it("refuses a question without words, and evaluates no dataset that there is not", async () => {
    const empty = await runCli(folder, "compare", "a?", " ");
    expect(empty).toMatchObject({ code: 2, stdout: "" });
    expect(empty.stderr).toContain("a question is empty");
    const missing = await runCli(folder, "evaluate", "--dataset", "nope");
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('there is no dataset "nope"');
  });
});

describe("the run in use", () => {
  it("is what evaluate and export take where none is named, as ask does", async () => {
    const runs = join(folder, ".espalier/runs");
    const newer = join(runs, "29990101-000000-quick");
    cpSync(join(runs, runId), newer, { recursive: true });
    const record = readFileSync(join(newer, "run.json"), "utf8");
    writeFileSync(join(newer, "run.json"), record.replaceAll(runId, "29990101-000000-quick"));
    try {
      await useRun(folder, runId);
      const { stdout, stderr } = await runCli(folder, "evaluate", "--limit=1", "--json");
      expect(JSON.parse(stdout)).toMatchObject({ runId });
      expect(stderr).toContain(`Run ${runId}`);
      const [exported] = await runJson(folder, "export", "--out=used.gguf");
      expect(exported).toMatchObject({ runId });
    } finally {
      rmSync(newer, { recursive: true });
      await useNewestRun(folder);
    }
  });
});

describe("espalier export", () => {
  it("writes a GGUF adapter whose served loss is the trainer's", async () => {
    const [result] = await runJson(folder, "export", "--out=adapter.gguf");
    expect(result).toMatchObject({ runId, files: [join(folder, "adapter.gguf")], parity: { agrees: true } });
    const { validation } = result as { validation: { loss: number; recordedLoss: number; exampleCount: number } };
    expect(validation.exampleCount).toBe(4);
    expect(validation.loss).toBeCloseTo(validation.recordedLoss, 4);
    const original = readFileSync(join(folder, ".espalier/runs", runId, "adapter.gguf"));
    expect(readFileSync(join(folder, "adapter.gguf")).equals(original)).toBe(true);
  });

  it("keeps the old file when the adapter is not what the run recorded, and leaves nothing half done", async () => {
    const statePath = join(folder, ".espalier/runs", runId, "state.json");
    const state = readFileSync(statePath, "utf8");
    writeFileSync(statePath, state.replace(/("bestValidationLoss": )[^,\n]+/, "$19.5"));
    writeFileSync(join(folder, "kept.gguf"), "mine");
    try {
      const refused = await runCli(folder, "export", "--out=kept.gguf", "--force");
      expect(refused.stderr).toContain("the run recorded 9.5000");
      expect(refused.code).toBe(2);
    } finally {
      writeFileSync(statePath, state);
    }
    expect(readFileSync(join(folder, "kept.gguf"), "utf8")).toBe("mine");
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("writes a PEFT folder whose served loss is the trainer's", async () => {
    const [result] = await runJson(folder, "export", "--format=peft", "--out=peft", "--base-model=org/tiny");
    expect(readdirSync(join(folder, "peft")).sort()).toEqual(["adapter_config.json", "adapter_model.safetensors"]);
    expect(JSON.parse(readFileSync(join(folder, "peft", "adapter_config.json"), "utf8"))).toMatchObject({
      base_model_name_or_path: "org/tiny",
      r: 8,
    });
    const { parity } = result as { parity: { trainerLoss: number; servedLoss: number } };
    expect(Math.abs(parity.servedLoss - parity.trainerLoss) / parity.trainerLoss).toBeLessThan(0.005);
  });

  it("refuses a run that is being trained, whose adapter may change meanwhile", async () => {
    const runFolder = join(folder, ".espalier/runs", runId);
    const statePath = join(runFolder, "state.json");
    const state = readFileSync(statePath, "utf8");
    writeFileSync(statePath, state.replace('"completed"', '"running"'));
    const lock = await lockRun(runFolder, () => undefined);
    try {
      const { code, stderr } = await runCli(folder, "export", "--out=moving.gguf");
      expect(code).toBe(2);
      expect(stderr).toContain(`run ${runId} is being trained: its adapter may yet change`);
    } finally {
      await lock.release();
      writeFileSync(statePath, state);
    }
    expect(existsSync(join(folder, "moving.gguf"))).toBe(false);
  });

  it("replaces nothing unless told to", async () => {
    writeFileSync(join(folder, "mine.gguf"), "mine");
    symlinkSync("mine.gguf", join(folder, "taken.gguf"));
    const refused = await runCli(folder, "export", "--out=taken.gguf");
    expect(refused.code).toBe(2);
    expect(readFileSync(join(folder, "taken.gguf"), "utf8")).toBe("mine");
    expect((await runCli(folder, "export", "--out=taken.gguf", "--force")).code).toBe(0);
    expect(lstatSync(join(folder, "taken.gguf")).isSymbolicLink()).toBe(true);
    expect(statSync(join(folder, "mine.gguf")).size).toBeGreaterThan(100);
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
    expect((await runCli(folder, "export", "--out=nowhere/a.gguf")).stderr).toContain("there is no folder");
  });
});
