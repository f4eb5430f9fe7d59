import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, it, onTestFinished } from "vitest";

it("finds the grammars of tree-sitter from a bundle", async () => {
  const root = resolve(import.meta.dirname, "../..");
  // Inside the repository, as dist/ is, so that node_modules is found the same way.
  const folder = await mkdtemp(join(root, "node_modules", ".corpus-bundle-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const entry = join(folder, "entry.ts");
  const chunkCode = JSON.stringify(join(root, "test/support/chunkCode.ts"));
  await writeFile(
    entry,
    `import { chunkCode } from ${chunkCode};
     const chunks = await chunkCode("a.ts", "/** Adds. */ export function add() {}", "typescript");
     console.log(JSON.stringify(chunks.map((chunk) => chunk.doc)));`,
  );
  const outfile = join(folder, "bundle.mjs");
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["web-tree-sitter", "@vscode/tree-sitter-wasm"],
    logLevel: "error",
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile]);
  expect(JSON.parse(stdout)).toEqual(["Adds."]);
});
