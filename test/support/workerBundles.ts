import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");

/**
 * Bundles the main of a worker, or another program in its place, under the worker's name into a folder of its own.
 * The folder lies in node_modules, where the packages that are not bundled are found. Returns the folder and how to
 * remove it.
 */
export async function bundleWorker(
  name: "inference" | "trainer",
  source = join(root, "src/workers", `${name}.ts`),
): Promise<{ folder: string; remove: () => void }> {
  const parent = join(root, "node_modules/.espalier-test");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "worker-"));
  await build({
    entryPoints: { [name]: source },
    outdir: folder,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
