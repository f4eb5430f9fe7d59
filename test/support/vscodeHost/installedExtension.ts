/** The packaged extension, installed once for all workbenches of a run. Also Vitest's global set-up for them. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageExtension } from "../../../scripts/package.mjs";
import { installExtension } from "./server.ts";

/** Names the folder to the processes of the tests. */
const FOLDER = "ESPALIER_TEST_EXTENSIONS";

export interface InstalledExtension extends AsyncDisposable {
  /** A server's folder of extensions. It is only read. */
  readonly extensionsDir: string;
}

/** The one of this run; outside Vitest, one of its own, which goes with it. */
export async function installedExtension(): Promise<InstalledExtension> {
  const shared = process.env[FOLDER];
  if (shared !== undefined) return { extensionsDir: shared, [Symbol.asyncDispose]: async () => undefined };
  const base = realpathSync(mkdtempSync(join(tmpdir(), "espalier-installed-")));
  const vsix = await packageExtension(`${process.platform}-${process.arch}`, {
    out: join(base, "espalier.vsix"),
    report: () => undefined,
  });
  installExtension(base, vsix);
  return {
    extensionsDir: join(base, "extensions"),
    async [Symbol.asyncDispose]() {
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** Returns what takes it away again. */
export async function setup(): Promise<() => Promise<void>> {
  const installed = await installedExtension();
  process.env[FOLDER] = installed.extensionsDir;
  return async () => installed[Symbol.asyncDispose]();
}
