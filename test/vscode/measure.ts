/** What an extension host calls to measure the extension inside it: `extensionTestsPath`, as for tests. */
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import manifest from "../../package.json" with { type: "json" };

export interface ActivationFigures {
  /** From asking for it until it is done: loading dist/extension.js and calling `activate`. */
  readonly wallMs: number;
  /** Of that, the time in which the host's event loop could do nothing else. */
  readonly busyMs: number;
  /** The longest piece of it that nothing could come between. */
  readonly longestMs: number;
  /** How long the loop was busy in the two seconds after, with what is loaded then; and in two seconds before. */
  readonly busyAfterMs: number;
  readonly busyBeforeMs: number;
}

/** Of all that runs in the host: the extension, the editor's own part, and other extensions. */
export interface LoopFigures {
  readonly seconds: number;
  /** The longest that the event loop was kept from a timer. */
  readonly longestMs: number;
  readonly p99Ms: number;
  /** Share of the time in which it was busy. */
  readonly busy: number;
}

export interface WorkFigures {
  readonly rest: LoopFigures;
  readonly indexing: LoopFigures;
  readonly training: LoopFigures;
}

const RESOLUTION_MS = 1;
const REST_MS = 5_000;
const AFTER_MS = 2_000;

/** Writes figures where ESPALIER_HOST_TESTS_OUT says: of the activation, or of work in a folder that has a paused run. */
export async function run(): Promise<void> {
  const figures = process.env.ESPALIER_MEASURE === "work" ? await measureWork() : await measureActivation();
  writeFileSync(process.env.ESPALIER_HOST_TESTS_OUT ?? "", JSON.stringify(figures));
}

/** Where runs lie until the extension is to be activated: their folder alone would activate it as the window opens. */
const SET_ASIDE = "runs-set-aside";

async function measureActivation(): Promise<ActivationFigures> {
  const extension = vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`);
  if (!extension || extension.isActive) throw new Error("expected the extension to be there and not active yet");
  // What the host does while it starts is not the extension's.
  await delay(REST_MS);
  const busyWhile = async (work: () => PromiseLike<unknown>): Promise<number> => {
    const before = performance.eventLoopUtilization();
    await work();
    return performance.eventLoopUtilization(before).active;
  };
  const folder = join(workspaceFolder(), ".espalier");
  renameSync(join(folder, SET_ASIDE), join(folder, "runs"));
  const busyBeforeMs = await busyWhile(() => delay(AFTER_MS));
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const startedAt = performance.now();
  histogram.enable();
  const busyMs = await busyWhile(() => extension.activate());
  const wallMs = performance.now() - startedAt;
  await delay(0);
  histogram.disable();
  const busyAfterMs = await busyWhile(() => delay(AFTER_MS));
  return { wallMs, busyMs, longestMs: beyondResolution(histogram.max), busyAfterMs, busyBeforeMs };
}

async function measureWork(): Promise<WorkFigures> {
  await vscode.commands.executeCommand("espalier.sources.focus");
  await delay(REST_MS);
  const rest = await watching(() => delay(REST_MS));
  const indexing = await watching(() => vscode.commands.executeCommand("espalier.source.index"));
  await vscode.commands.executeCommand("espalier.openTrain");
  await delay(REST_MS);
  const training = await watching(train);
  return { rest, indexing, training };
}

async function train(): Promise<void> {
  const runs = join(workspaceFolder(), ".espalier", "runs");
  const [id = ""] = readdirSync(runs);
  await vscode.commands.executeCommand("espalier.run.resume", id);
  const status = () => (JSON.parse(readFileSync(join(runs, id, "state.json"), "utf8")) as { status: string }).status;
  while (status() === "running") await delay(100);
  if (status() !== "completed") throw new Error(`the run is ${status()}`);
}

const workspaceFolder = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";

async function watching(work: () => PromiseLike<unknown>): Promise<LoopFigures> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const startedAt = performance.now();
  const before = performance.eventLoopUtilization();
  histogram.enable();
  await work();
  histogram.disable();
  return {
    seconds: (performance.now() - startedAt) / 1000,
    longestMs: beyondResolution(histogram.max),
    p99Ms: beyondResolution(histogram.percentile(99)),
    busy: performance.eventLoopUtilization(before).utilization,
  };
}

/** In milliseconds: the histogram counts its own interval. */
const beyondResolution = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
