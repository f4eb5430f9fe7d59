import { join } from "node:path";
import { build } from "esbuild";
import { temporaryFolder } from "./temporaryFolder.ts";

/** Bundles a script of test/support as the product is bundled, so that plain Node can run it. Returns its path. */
export async function bundledScript(name: string): Promise<string> {
  const outfile = join(temporaryFolder(), name.replace(/\.ts$/, ".mjs"));
  await build({
    entryPoints: [join(import.meta.dirname, name)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "warning",
  });
  return outfile;
}
