import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The checkout this runs in, from its source or bundled into dist/. */
export function repositoryRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "esbuild.mjs"))) folder = dirname(folder);
  return folder;
}
