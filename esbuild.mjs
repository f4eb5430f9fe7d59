// Bundles each process main into dist/. Native libraries and ESM-only packages that load files
// beside themselves stay external and are resolved from node_modules.
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { build } from "esbuild";

const entryPoints = {
  cli: "src/cli.ts",
  trainer: "src/workers/trainer.ts",
  inference: "src/workers/inference.ts",
  retriever: "src/workers/retriever.ts",
  corpus: "src/workers/corpus.ts",
  bench: "test/bench/main.ts",
  benchTrain: "test/bench/train/process.ts",
};

const { metafile } = await build({
  entryPoints: Object.fromEntries(Object.entries(entryPoints).filter(([, path]) => existsSync(path))),
  outdir: "dist",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: true,
  splitting: true,
  metafile: true,
  chunkNames: "chunks/[name]-[hash]",
  external: ["onnxruntime-node", "node-llama-cpp", "web-tree-sitter", "@vscode/tree-sitter-wasm"],
  // CommonJS dependencies inside an ES module bundle still call `require`.
  banner: {
    js: 'import { createRequire as espalierCreateRequire } from "node:module"; const require = espalierCreateRequire(import.meta.url);',
  },
  logLevel: "warning",
});

// Chunks of earlier builds go only now, so that a program that is running finds its own until the new ones stand.
const written = new Set(Object.keys(metafile.outputs).map((path) => resolve(path)));
for (const entry of await readdir("dist", { recursive: true, withFileTypes: true })) {
  const path = resolve(entry.parentPath, entry.name);
  if (entry.isFile() && /\.js(\.map)?$/.test(entry.name) && !written.has(path)) await rm(path, { force: true });
}
