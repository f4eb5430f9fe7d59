import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { WorkerName } from "../../src/app/workers/workerProcess.ts";

/** Bundles a program of test/support/programs into `folder` under a worker's name, to be forked in its place. */
export async function bundledWorker(folder: string, name: WorkerName, program: string): Promise<void> {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await build({
    entryPoints: { [name]: join(import.meta.dirname, "programs", program) },
    outdir: folder,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
  });
}
