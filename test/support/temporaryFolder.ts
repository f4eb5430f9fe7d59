import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { removeFolder } from "./removeFolder.ts";

/** An empty folder, deleted when the running test ends, as soon as no process that is just ending writes into it. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "espalier-test-")));
  onTestFinished(() => removeFolder(folder));
  return folder;
}
