import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { defaultModel } from "../../../src/app/defaults.ts";
import { getModel } from "../../../src/app/models/manageModels.ts";
import { espalierHome } from "../../../src/storage/modelPaths.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";
import { until } from "../../support/until.ts";
import { openFile } from "../../support/vscodeHost/commentThread.ts";
import { runCommand, webviewFrame } from "../../support/vscodeHost/workbench.ts";
import { benchRepository } from "../dataset/repository.ts";
import { runsFolderIn, type Spread, withWindow } from "./benchWindow.ts";
import { typingLatency } from "./typing.ts";

export interface TrainingFigures {
  readonly exampleCounts: Readonly<Record<string, number>>;
  /** From pressing Start until the panel draws the first point of the curve, whatever it measures. */
  readonly firstPointSeconds: number;
  /** The same until the first step of training is in it. */
  readonly firstStepSeconds: number;
  /** Before the run, while it trains, and after it was ended. */
  readonly typingBefore: Spread;
  readonly typingWhileTraining: Spread;
  readonly typingAfter: Spread;
  /** Medians: while training, by the mean of before and after. */
  readonly typingRatio: number;
}

/** Files of real packages that the dataset is made of. */
const FILES = 100;
const NOTES = "notes.txt";

/** What a person sees of a training with the model and the preset that are there when nothing is chosen. */
export async function benchTraining(
  base: string,
  extensionsDir: string,
  report: (line: string) => void,
): Promise<TrainingFigures> {
  report("getting the default model");
  await getModel(defaultModel);
  const folder = join(base, "project");
  cpSync((await benchRepository(FILES)).folder, folder, { recursive: true });
  writeFileSync(join(folder, NOTES), "\n");
  report("building a dataset");
  execFileSync(process.execPath, [join(repositoryRoot(), "dist", "cli.js"), "dataset", "build"], {
    cwd: folder,
    stdio: "ignore",
  });
  // The workbench has a home of its own; the model lies in the user's.
  const env = { ESPALIER_HOME: espalierHome() };
  try {
    return await withWindow({ base: join(base, "training"), extensionsDir, env }, folder, (page) =>
      train(page, folder, report),
    );
  } finally {
    endTrainers(folder);
  }
}

async function train(page: Page, folder: string, report: (line: string) => void): Promise<TrainingFigures> {
  const typeInNotes = async (): Promise<Spread> => {
    await openFile(page, NOTES);
    await page.locator(".editor-instance .view-lines").first().click();
    return typingLatency(page);
  };
  await runCommand(page, "Espalier: Open Training");
  const frame = await webviewFrame(page, 'body[data-view="panel"] vscode-tabs');
  await frame.getByRole("term").filter({ hasText: "Time" }).waitFor();
  report("typing while nothing trains");
  const typingBefore = await typeInNotes();
  await runCommand(page, "Espalier: Open Training");
  const shown = await webviewFrame(page, 'body[data-view="panel"] vscode-tabs');
  await shown.getByRole("term").filter({ hasText: "Time" }).waitFor();
  report("starting a run");
  const curve = shown.locator("loss-curve");
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  await shown.getByRole("button", { name: "Start training" }).click();
  await curve.waitFor({ state: "attached", timeout: 300_000 });
  const firstPointSeconds = seconds();
  await shown.locator('loss-curve:not([aria-label*="after 0 steps"])').waitFor({ state: "attached", timeout: 300_000 });
  const firstStepSeconds = seconds();
  report("typing while it trains");
  const typingWhileTraining = await typeInNotes();
  const [id = ""] = readdirSync(runsFolderIn(folder));
  const read = (name: string) =>
    JSON.parse(readFileSync(join(runsFolderIn(folder), id, name), "utf8")) as Record<string, unknown>;
  if (read("state.json").status !== "running") throw new Error("the run had ended while it was typed");
  report("typing after the run has ended");
  endTrainers(folder);
  await until(
    () => !existsSync(join(runsFolderIn(folder), id, "trainer.lock")) || !isAlive(Number(read("trainer.json").pid)),
  );
  await page.waitForTimeout(5_000);
  const typingAfter = await typeInNotes();
  const atRest = (typingBefore.medianMs + typingAfter.medianMs) / 2;
  const { dataset } = read("run.json") as { dataset: Pick<TrainingFigures, "exampleCounts"> };
  return {
    exampleCounts: dataset.exampleCounts,
    ...{ firstPointSeconds, firstStepSeconds, typingBefore, typingWhileTraining, typingAfter },
    typingRatio: typingWhileTraining.medianMs / atRest,
  };
}

/** A run outlives the window that started it. */
function endTrainers(folder: string): void {
  if (!existsSync(runsFolderIn(folder))) return;
  for (const id of readdirSync(runsFolderIn(folder))) {
    const path = join(runsFolderIn(folder), id, "trainer.json");
    if (!existsSync(path)) continue;
    const { pid } = JSON.parse(readFileSync(path, "utf8")) as { pid: number };
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
