import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { pausedRun } from "../support/pausedRun.ts";
import { fillTinyWorkspace } from "../support/tinyWorkspace.ts";
import { runHostTests } from "../support/vscodeHost/hostTests.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "espalier-host-")));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const workspace = join(base, "workspace");
mkdirSync(workspace);
await fillTinyWorkspace(workspace);
await pausedRun(workspace);

// Mocha ran them all by now; each is told of here, so that each is counted.
describe("inside the extension host", async () => {
  const tests = await runHostTests(base, workspace);
  it("runs tests", () => expect(tests).not.toEqual([]));
  it.each(tests)("$title", ({ error }) => {
    if (error !== undefined) throw new Error(error);
  });
});
