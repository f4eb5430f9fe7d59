/** The packaged extension, installed once for all workbenches of a run. Also Vitest's global set-up for them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageExtension } from "../../../scripts/package.mjs";
import { installExtension } from "./server.ts";

/** Names the folder to the processes of the tests. */
const FOLDER = "ESPALIER_TEST_EXTENSIONS";

/**
 * A folder of extensions below `base` for one server, with the extension in it. Files are the same ones for all servers
 * of a run, which only read them; the folder is each server's own, because a server tidies it.
 */
export async function extensionsBelow(base: string): Promise<string> {
  const shared = process.env[FOLDER];
  const extensionsDir = join(base, "extensions");
  if (shared === undefined) await install(base);
  else execFileSync("cp", ["-al", shared, extensionsDir]);
  return extensionsDir;
}

async function install(base: string): Promise<void> {
  const vsix = await packageExtension(`${process.platform}-${process.arch}`, {
    out: join(base, "espalier.vsix"),
    report: () => undefined,
  });
  installExtension(base, vsix);
}

/** Returns what takes it away again. */
export async function setup(): Promise<() => void> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "espalier-installed-")));
  await install(base);
  process.env[FOLDER] = join(base, "extensions");
  return () => rmSync(base, { recursive: true, force: true });
}
