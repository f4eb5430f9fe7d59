import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pausedRun } from "../../support/pausedRun.ts";
import { fillTinyWorkspace } from "../../support/tinyWorkspace.ts";
import { runInHost } from "../../support/vscodeHost/hostTests.ts";
import type { ActivationFigures, LoopFigures, WorkFigures } from "../../vscode/measure.ts";
import { benchRepository } from "../dataset/repository.ts";

export interface ExtensionFigures extends WorkFigures {
  /** One of each start of an extension host. */
  readonly activations: readonly ActivationFigures[];
  readonly fileCount: number;
  readonly loadAverage: number;
}

/** What the extension costs the extension host of a real workbench. */
export async function benchExtension(
  { fileCount, rounds }: { readonly fileCount: number; readonly rounds: number },
  report: (line: string) => void,
): Promise<ExtensionFigures> {
  const loadAverage = loadavg()[0] ?? 0;
  const base = realpathSync(mkdtempSync(join(tmpdir(), "espalier-bench-")));
  const measure = async (workspace: string, what: "activation" | "work"): Promise<unknown> =>
    runInHost(base, workspace, { program: "hostMeasure.cjs", env: { ESPALIER_MEASURE: what } });
  try {
    const empty = join(base, "empty");
    mkdirSync(empty);
    const activations: ActivationFigures[] = [];
    for (let round = 1; round <= rounds; round++) {
      report(`activating, ${round} of ${rounds}`);
      activations.push((await measure(empty, "activation")) as ActivationFigures);
    }
    report("preparing a folder with files and a paused run");
    const folder = join(base, "folder");
    cpSync((await benchRepository(fileCount)).folder, folder, { recursive: true });
    await fillTinyWorkspace(folder);
    await pausedRun(folder);
    report("indexing and training");
    const work = (await measure(folder, "work")) as WorkFigures;
    return { activations, ...work, fileCount, loadAverage };
  } finally {
    rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** The figures for people. */
export function describeExtension({
  activations,
  rest,
  indexing,
  training,
  fileCount,
  loadAverage,
}: ExtensionFigures): string {
  const ms = (values: readonly number[]) =>
    [...values]
      .sort((a, b) => a - b)
      .map((value) => value.toFixed(1))
      .join(", ");
  const loop = ({ seconds, longestMs, p99Ms, busy }: LoopFigures) =>
    `longest ${longestMs.toFixed(1)} ms, 99 % ${p99Ms.toFixed(1)} ms, busy ${(100 * busy).toFixed(1)} % of ${seconds.toFixed(1)} s`;
  return [
    `activation, wall     ${ms(activations.map(({ wallMs }) => wallMs))} ms`,
    `activation, busy     ${ms(activations.map(({ busyMs }) => busyMs))} ms`,
    `loop at rest         ${loop(rest)}`,
    `indexing ${String(fileCount).padEnd(12)}${loop(indexing)}`,
    `training             ${loop(training)}`,
    `load average         ${loadAverage.toFixed(1)}`,
  ].join("\n");
}
