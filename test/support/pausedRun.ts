import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { processEnvironment } from "./processEnvironment.ts";
import { TINY_FLAGS } from "./tinyWorkspace.ts";

// Bundled into dist/ or run from its source.
const CLI = [resolve(import.meta.dirname, "cli.js"), resolve(import.meta.dirname, "../../dist/cli.js")].find((path) =>
  existsSync(path),
);

/** Trains a tiny workspace for some steps and pauses; returns the run's id. Its result can answer, and it can go on. */
export async function pausedRun(folder: string): Promise<string> {
  const flags = [...TINY_FLAGS, "--epochs=8", "--patience=0", "--checkpoint-every=7", "--validate-every=4", "--json"];
  const env = processEnvironment(join(folder, "..", "home"));
  const child = spawn(process.execPath, [CLI ?? "", "train", ...flags], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  let id = "";
  for await (const line of createInterface(child.stdout)) {
    const event = JSON.parse(line) as { kind: string; id?: string; step?: number };
    if (event.kind === "run") id = event.id ?? "";
    if (event.kind === "step" && event.step === 6) child.kill("SIGINT");
  }
  await ended;
  return id;
}
