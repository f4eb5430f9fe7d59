import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunMetrics } from "../../../src/core/run.ts";
import { openMetricsLog, readMetrics } from "../../../src/storage/metricsLog.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

const step = (number: number, loss = 1): RunMetrics => ({
  kind: "step",
  step: number,
  epoch: 0.5,
  loss,
  learningRate: 1e-4,
  gradientNorm: 0.1,
  tokens: 100,
  tokensPerSecond: 50,
  rssBytes: 1e9,
});
const validation = (number: number): RunMetrics => ({
  kind: "validation",
  step: number,
  validationLoss: 2,
  best: true,
});
const steps = (metrics: readonly RunMetrics[]) => metrics.map((each) => `${each.kind} ${each.step}`);

describe("metrics log", () => {
  it("reads back what was appended, in order", async () => {
    const path = join(temporaryFolder(), "metrics.jsonl");
    const log = await openMetricsLog(path, 0);
    for (const metrics of [step(1), validation(1), step(2)]) log.append(metrics);
    log.close();
    expect(readMetrics(path)).toEqual([step(1), validation(1), step(2)]);
  });

  it("has a line on the disk as soon as append returns", async () => {
    const path = join(temporaryFolder(), "metrics.jsonl");
    const log = await openMetricsLog(path, 0);
    log.append(step(1));
    expect(readFileSync(path, "utf8")).toBe(`${JSON.stringify(step(1))}\n`);
    log.close();
  });

  it("leaves out a last line torn by a kill", async () => {
    const path = join(temporaryFolder(), "metrics.jsonl");
    writeFileSync(path, `${JSON.stringify(step(1))}\n${JSON.stringify(step(2)).slice(0, 30)}`);
    expect(steps(readMetrics(path))).toEqual(["step 1"]);
  });

  it("drops the torn line and the steps after the checkpoint when the run is resumed", async () => {
    const path = join(temporaryFolder(), "metrics.jsonl");
    const first = await openMetricsLog(path, 0);
    for (const metrics of [validation(0), step(1), step(2), validation(2), step(3)]) first.append(metrics);
    first.close();
    appendFileSync(path, '{"kind":"step","st');
    const second = await openMetricsLog(path, 2);
    for (const metrics of [validation(2), step(3), step(4)]) second.append(metrics);
    second.close();
    expect(steps(readMetrics(path))).toEqual(["validation 0", "step 1", "step 2", "validation 2", "step 3", "step 4"]);
  });

  it("begins anew when the run restarts before its first checkpoint", async () => {
    const path = join(temporaryFolder(), "metrics.jsonl");
    const first = await openMetricsLog(path, 0);
    first.append(step(1, 5));
    first.close();
    const second = await openMetricsLog(path, 0);
    second.append(step(1, 6));
    second.close();
    expect(readMetrics(path)).toEqual([step(1, 6)]);
  });

  it("keeps a loss that is not a number", async () => {
    const path = join(temporaryFolder(), "metrics.jsonl");
    const log = await openMetricsLog(path, 0);
    log.append(step(1, Number.NaN));
    log.close();
    expect(readMetrics(path)).toEqual([step(1, Number.NaN)]);
  });

  it("finds nothing where no file is", () => {
    expect(readMetrics(join(temporaryFolder(), "metrics.jsonl"))).toEqual([]);
  });
});
