import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { processEnvironment } from "./processEnvironment.ts";
import { until } from "./until.ts";

export const CLI = resolve(import.meta.dirname, "../../dist/cli.js");

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  /** What it has written to stdout so far, one value a line. */
  json(): Record<string, unknown>[];
  /** Waits until one of those values is so; returns it. Throws when the process ends before. */
  until(isWanted: (value: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  readonly ended: Promise<CliResult>;
}

/** Starts the built command line in `folder`; what still runs when the test ends is killed. */
export function startCli(folder: string, ...args: string[]): RunningCli {
  const cli = spawnCli(folder, args);
  onTestFinished(() => void cli.child.kill("SIGKILL"));
  return cli;
}

/** Runs the command line to its end. */
export const runCli = (folder: string, ...args: string[]): Promise<CliResult> => spawnCli(folder, args).ended;

/** Without the models and tokens of this machine. Whoever calls it ends it. */
export function spawnCli(folder: string, args: readonly string[]): RunningCli {
  const env = processEnvironment(join(folder, "home"));
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close").then(([code]): CliResult => ({ code: code as number | null, stdout, stderr }));
  const json = () => parseLines(stdout.slice(0, stdout.lastIndexOf("\n") + 1));
  return {
    child,
    json,
    ended,
    async until(isWanted) {
      await until(() => json().some(isWanted) || child.exitCode !== null);
      const found = json().find(isWanted);
      if (found) return found;
      throw new Error(`espalier ${args.join(" ")} ended with ${child.exitCode}:\n${stdout}${stderr}`);
    },
  };
}

/** Runs it with `--json`; throws unless it succeeds and stdout holds nothing but JSON. */
export async function runJson(folder: string, ...args: string[]): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await runCli(folder, ...args, "--json");
  if (code !== 0) throw new Error(`espalier ${args.join(" ")} ended with ${code}: ${stderr}`);
  return parseLines(stdout);
}

export const parseLines = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
