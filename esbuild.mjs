// Bundles everything into dist/: the programs that are shipped, the webviews, the benchmarks and the host's tests.
import { bundleHostTests, bundlePrograms, bundleWebviews, PROGRAMS } from "./scripts/bundle.mjs";
import { removeEarlier } from "./scripts/removeEarlier.mjs";

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

await removeEarlier(
  outdir,
  metafiles.flatMap(({ outputs }) => Object.keys(outputs)),
);
