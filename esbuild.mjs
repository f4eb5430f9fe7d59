// Bundles everything into dist/: the programs that are shipped, the webviews, the benchmarks and the host's tests.
import { readdir, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { bundleHostTests, bundlePrograms, bundleWebviews, PROGRAMS } from "./scripts/bundle.mjs";

const outdir = "dist";
const forChecks = {
  bench: "test/bench/main.ts",
  benchTrain: "test/bench/train/process.ts",
  prepareHostTests: "test/vscode/prepare.ts",
};
const metafiles = await Promise.all([
  bundlePrograms({ ...PROGRAMS, ...forChecks }, { outdir }),
  bundleWebviews({ outdir, minify: false, sourcemap: true }),
  bundleHostTests({ outdir }),
]);

// Chunks of earlier builds go only now, so that a program that is running finds its own until the new ones stand.
const written = new Set(metafiles.flatMap(({ outputs }) => Object.keys(outputs).map((path) => resolve(path))));
for (const entry of await readdir(outdir, { recursive: true, withFileTypes: true })) {
  const path = resolve(entry.parentPath, entry.name);
  if (entry.isFile() && /\.c?js(\.map)?$/.test(entry.name) && !written.has(path)) await rm(path, { force: true });
}
