import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { UserError } from "../../base/errors.ts";

/** Programs that Espalier starts beside itself. */
export type ProgramName = "trainer" | "inference" | "retriever" | "corpus" | "jobs" | "runner" | "curator" | "asker";

/**
 * The bundle of a program. Bundles lie side by side in dist/; code that several of them share lies one folder deeper,
 * sources three beside it. `folder` defaults to the one this code was bundled into. Throws UserError `worker/missing`.
 */
export function findBundle(name: ProgramName, folder?: string): string {
  const here = folder === undefined ? import.meta.url : pathToFileURL(join(folder, name));
  const candidates = [`./${name}.js`, `../${name}.js`, `../../../dist/${name}.js`].map((path) =>
    fileURLToPath(new URL(path, here)),
  );
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new UserError(
    "worker/missing",
    `the program of the ${name} process is missing; expected ${candidates[0]}`,
    "Build Espalier with `npm run build`, or install it again.",
  );
}
