import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryRoot } from "../support/repositoryRoot.ts";
import { until } from "../support/until.ts";

const CONTENT = ["README.md", "ARCHITECTURE.md", "src/storage", "src/gguf"];

/** A section that the pictures of findings add a secret to. */
export const PRACTICE = `# How we work

## When is a release made?

A release is made on the first Tuesday of a month, after the checks of all five targets have passed twice.
`;

/** Short examples, so that a step takes seconds. */
const SETTINGS = ["--preset", "quick", "--batch-size", "4", "--max-tokens", "160", "--patience", "0"];

/** Puts documents and sources of this repository into a folder. */
export function fillWithRepository(folder: string): void {
  mkdirSync(join(folder, "docs"), { recursive: true });
  writeFileSync(join(folder, "docs", "practice.md"), PRACTICE);
  for (const path of CONTENT) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(repositoryRoot(), path), join(folder, path), { recursive: true });
  }
}

/**
 * The same with a dataset, an index, a run of the default model that is completed and one that is paused. It takes ten
 * minutes on two cores, so it is kept in node_modules/.cache: delete it there to have it made anew.
 */
export async function preparedFolder(): Promise<string> {
  const folder = join(repositoryRoot(), "node_modules", ".cache", "espalier", "screenshots");
  if (existsSync(folder)) return folder;
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  fillWithRepository(making);
  espalier(making, "dataset", "build");
  espalier(making, "index");
  espalier(making, "train", ...SETTINGS, "--max-steps", "60", "--validate-every", "10");
  espalier(making, "runs", "rename", newestRun(making), "first try");
  await pausedAfter(making, 24);
  renameSync(making, folder);
  return folder;
}

async function pausedAfter(folder: string, steps: number): Promise<void> {
  const training = spawn(process.execPath, [CLI, "train", ...SETTINGS, "--max-steps", "48", "--validate-every", "8"], {
    cwd: folder,
    stdio: "inherit",
  });
  const ended = once(training, "exit");
  const first = newestRun(folder);
  await until(() => newestRun(folder) !== first && stepsOf(folder) >= steps);
  espalier(folder, "runs", "pause", newestRun(folder));
  await ended;
}

const CLI = join(repositoryRoot(), "dist", "cli.js");
const espalier = (folder: string, ...args: string[]): void =>
  void execFileSync(process.execPath, [CLI, ...args], { cwd: folder, stdio: "inherit" });

const runsFolder = (folder: string): string => join(folder, ".espalier", "runs");
const newestRun = (folder: string): string =>
  readdirSync(runsFolder(folder))
    .filter((name) => existsSync(join(runsFolder(folder), name, "run.json")))
    .sort()
    .at(-1) ?? "";

function stepsOf(folder: string): number {
  const path = join(runsFolder(folder), newestRun(folder), "metrics.jsonl");
  return existsSync(path) ? (readFileSync(path, "utf8").match(/"kind":"step"/g)?.length ?? 0) : 0;
}
