import { cpSync, mkdirSync, mkdtempSync, realpathSync, renameSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pausedRun } from "../../support/pausedRun.ts";
import { removeFolder } from "../../support/removeFolder.ts";
import { fillTinyWorkspace } from "../../support/tinyWorkspace.ts";
import { runInHost } from "../../support/vscodeHost/hostTests.ts";
import type { ActivationFigures, WorkFigures } from "../../vscode/measure.ts";
import { benchRepository } from "../dataset/repository.ts";
import { benchScrolling, type ScrollingFigures } from "./benchScrolling.ts";
import { benchTraining, type TrainingFigures } from "./benchTraining.ts";
import { packagedExtension } from "./packagedExtension.ts";

export const EXTENSION_PARTS = ["activation", "work", "training", "scrolling"] as const;
export type ExtensionPart = (typeof EXTENSION_PARTS)[number];

export interface ExtensionFigures {
  /** One of each start of an extension host, in a folder with a run. */
  readonly activations?: readonly ActivationFigures[];
  readonly work?: WorkFigures & { readonly fileCount: number };
  readonly training?: TrainingFigures;
  readonly scrolling?: ScrollingFigures;
  /** Of the last minute, before and after. */
  readonly loadAverage: readonly [number, number];
}

export interface ExtensionBench {
  readonly parts: readonly ExtensionPart[];
  /** Files to index. */
  readonly fileCount: number;
  /** Starts of a host to activate in. */
  readonly rounds: number;
  /** Examples to scroll through. */
  readonly exampleCount: number;
}

/**
 * A workbench in a browser looks through all processes of the machine for ports that they listen on, every two seconds
 * and inside the extension host; one on a desktop does not.
 */
const SETTINGS = { "remote.autoForwardPorts": false };

/** What the packaged extension costs a real workbench, and what people see of it. */
export async function benchExtension(
  { parts, fileCount, rounds, exampleCount }: ExtensionBench,
  report: (line: string) => void,
): Promise<ExtensionFigures> {
  const [loadBefore = 0] = loadavg();
  const base = realpathSync(mkdtempSync(join(tmpdir(), "espalier-bench-")));
  const isWanted = (part: ExtensionPart): boolean => parts.includes(part);
  try {
    report("packaging the extension");
    const { extensionsDir, folder: extension } = packagedExtension(base);
    const inHost = (name: string, workspace: string, what: ExtensionPart): Promise<unknown> => {
      const env = { ESPALIER_MEASURE: what };
      return runInHost(join(base, name), workspace, { program: "hostMeasure.cjs", env, settings: SETTINGS, extension });
    };
    const activations: ActivationFigures[] = [];
    if (isWanted("activation")) {
      const folder = await folderWithRun(join(base, "run"));
      const runs = join(folder, ".espalier", "runs");
      for (let round = 1; round <= rounds; round++) {
        report(`activating, ${round} of ${rounds}`);
        renameSync(runs, `${runs}-set-aside`);
        activations.push((await inHost(`activation-${round}`, folder, "activation")) as ActivationFigures);
      }
    }
    let work: WorkFigures | undefined;
    if (isWanted("work")) {
      report("preparing a folder with files and a paused run");
      const folder = await folderWithRun(join(base, "files"), (await benchRepository(fileCount)).folder);
      report("indexing and training");
      work = (await inHost("work", folder, "work")) as WorkFigures;
    }
    const training = isWanted("training") ? await benchTraining(base, extensionsDir, report) : undefined;
    const scrolling = isWanted("scrolling")
      ? await benchScrolling(base, extensionsDir, exampleCount, report)
      : undefined;
    return {
      ...(activations.length > 0 && { activations }),
      ...(work && { work: { ...work, fileCount } }),
      ...(training && { training }),
      ...(scrolling && { scrolling }),
      loadAverage: [loadBefore, loadavg()[0] ?? 0],
    };
  } finally {
    await removeFolder(base);
  }
}

/** A paused run of a tiny model, beside other files. */
async function folderWithRun(folder: string, files?: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  if (files !== undefined) cpSync(files, folder, { recursive: true });
  await fillTinyWorkspace(folder);
  await pausedRun(folder);
  return folder;
}
