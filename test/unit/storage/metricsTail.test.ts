import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { RunMetrics } from "../../../src/core/run.ts";
import { metricsTail } from "../../../src/storage/metricsTail.ts";
import { openMetricsLog } from "../../../src/storage/metricsLog.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

const validation = (step: number): RunMetrics => ({ kind: "validation", step, validationLoss: step, best: false });
const line = (step: number) => `${JSON.stringify(validation(step))}\n`;
const newFile = () => join(temporaryFolder(), "metrics.jsonl");

it("gives each measurement once, and a torn last line when it is whole", async () => {
  const path = newFile();
  const read = metricsTail(path);
  expect(await read()).toEqual({ isAnew: false, metrics: [] });
  writeFileSync(path, line(1) + line(2).slice(0, 9));
  expect(await read()).toEqual({ isAnew: true, metrics: [validation(1)] });
  expect(await read()).toEqual({ isAnew: false, metrics: [] });
  appendFileSync(path, line(2).slice(9) + line(3));
  expect(await read()).toEqual({ isAnew: false, metrics: [validation(2), validation(3)] });
});

it("begins anew when a resumed run has cut the file", async () => {
  const path = newFile();
  writeFileSync(path, [1, 2, 3].map(line).join(""));
  const read = metricsTail(path);
  await read();
  const log = await openMetricsLog(path, 2);
  log.append(validation(3));
  log.append(validation(4));
  log.close();
  expect(await read()).toEqual({ isAnew: true, metrics: [1, 2, 3, 4].map(validation) });
});

it("forgets a file that was deleted", async () => {
  const path = newFile();
  writeFileSync(path, line(1));
  const read = metricsTail(path);
  await read();
  rmSync(path);
  expect(await read()).toEqual({ isAnew: true, metrics: [] });
  expect(await read()).toEqual({ isAnew: false, metrics: [] });
});
