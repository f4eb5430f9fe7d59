// What is bundled into which program. Used by esbuild.mjs for this checkout and by package.mjs for the extension.
import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const require = createRequire(import.meta.url);

/** The programs that are shipped. */
export const PROGRAMS = {
  extension: "src/extension.ts",
  cli: "src/cli.ts",
  trainer: "src/workers/trainer.ts",
  inference: "src/workers/inference.ts",
  retriever: "src/workers/retriever.ts",
  readerThread: "src/workers/readerThread.ts",
  corpus: "src/workers/corpus.ts",
  jobs: "src/jobs.ts",
  runner: "src/runner.ts",
  curator: "src/curator.ts",
  asker: "src/asker.ts",
};

/** Native libraries, and packages that load files beside themselves: resolved from node_modules. */
export const EXTERNALS = ["onnxruntime-node", "node-llama-cpp", "web-tree-sitter", "@vscode/tree-sitter-wasm"];

/**
 * Bundles process mains; code they share is split off. The extension shares nothing with them: its host waits for it, and
 * to find and link twenty files takes as long as all the rest. So it is a few files, and others that it loads on demand.
 * Returns esbuild's metafile.
 */
export async function bundlePrograms({ extension, ...others }, { outdir, minify = false, sourcemap = true }) {
  const common = {
    outdir,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap,
    minify,
    // A class's name is what is seen of an error on the wire and in logs.
    keepNames: minify,
    metafile: true,
    external: [...EXTERNALS, "vscode", "playwright-core"],
    // transformers.js reads pictures with it, and we have none: 30 MB of native libraries stay out.
    alias: { sharp: fileURLToPath(new URL("./noImages/index.mjs", import.meta.url)) },
    // CommonJS dependencies inside an ES module bundle still call `require`.
    banner: {
      js: 'import { createRequire as espalierCreateRequire } from "node:module"; const require = espalierCreateRequire(import.meta.url);',
    },
    logLevel: "warning",
  };
  const built = await Promise.all([
    build({ ...common, entryPoints: others, splitting: true, chunkNames: "chunks/[name]-[hash]" }),
    build({ ...common, entryPoints: { extension }, splitting: true, chunkNames: "chunks/extension-[hash]" }),
  ]);
  // The one model that comes with the product: it makes the vectors of the index.
  await copyFile(new URL("../assets/embedding.bin", import.meta.url), join(outdir, "embedding.bin"));
  return { outputs: Object.assign({}, ...built.map(({ metafile }) => metafile.outputs)) };
}

/** Bundles what runs inside webviews, with the icons they use. Returns esbuild's metafile. */
export async function bundleWebviews({ outdir, minify = true, sourcemap = false }) {
  const { metafile } = await build({
    entryPoints: { panel: "src/webview/panel.ts", review: "src/webview/review.ts" },
    outdir: join(outdir, "webview"),
    bundle: true,
    platform: "browser",
    format: "esm",
    // The oldest Chromium of the editors that package.json admits: VS Code 1.104 has Electron 37.
    target: "chrome138",
    sourcemap,
    minify,
    metafile: true,
    logLevel: "warning",
  });
  await mkdir(join(outdir, "webview"), { recursive: true });
  for (const file of ["codicon.css", "codicon.ttf"]) {
    await copyFile(require.resolve(`@vscode/codicons/dist/${file}`), join(outdir, "webview", file));
  }
  return metafile;
}

/** Bundles the tests and measurements that run inside an extension host, which loads them as CommonJS. Returns esbuild's metafile. */
export async function bundleHostTests({ outdir }) {
  const { metafile } = await build({
    entryPoints: { hostTests: "test/vscode/index.ts", hostMeasure: "test/vscode/measure.ts" },
    outdir,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: true,
    metafile: true,
    external: ["vscode", "mocha"],
    // Code that starts programs looks for them beside itself.
    define: { "import.meta.url": "bundleUrl" },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    logLevel: "warning",
  });
  return metafile;
}
