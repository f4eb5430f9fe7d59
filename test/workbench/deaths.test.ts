import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSpeakingModel } from "../support/speakingModel.ts";
import { until } from "../support/until.ts";
import { type ExtensionWorkbench, openExtensionWorkbench } from "../support/vscodeHost/extensionWorkbench.ts";
import { processesOf } from "../support/vscodeHost/runningProcess.ts";
import { expandViews, notification, runCommand, webviewFrame } from "../support/vscodeHost/workbench.ts";

const ANSWER = "The quince is pruned in month 5, to 6 buds on each of its arms, with a clean knife.";
const NOTES = 300;

let workbench: ExtensionWorkbench;
beforeAll(async () => {
  workbench = await openExtensionWorkbench({
    fill: async (folder) => {
      await writeSpeakingModel(join(folder, "model.gguf"), ANSWER);
      mkdirSync(join(folder, "notes"));
      // So many that whoever reads them can be met while it does.
      for (let note = 0; note < NOTES; note++) {
        writeFileSync(join(folder, "notes", `${note}.md`), `# Note ${note}\n\nRain fell on day ${note}.\n`.repeat(9));
      }
    },
  });
});
afterAll(() => workbench[Symbol.asyncDispose]());

const running = (program: string) => processesOf(workbench.home, program);
async function started(program: string): Promise<number> {
  await until(() => running(program).length > 0);
  return running(program)[0] ?? 0;
}
/** Reads why, and presses what is offered. */
async function tryAgain(reason: RegExp): Promise<void> {
  expect(await notification(workbench.page, reason)).toMatch(/Close|close other programs/);
  await workbench.page.locator(".notifications-toasts .monaco-button", { hasText: "Try Again" }).first().click();
}

describe("a process that is killed at its work", () => {
  it("is told of with the reason while it builds a dataset, which is built when it is tried again", async () => {
    await runCommand(workbench.page, "Espalier: Build Dataset from This Workspace");
    process.kill(await started("jobs.js"), "SIGKILL");
    await tryAgain(/jobs process was ended by SIGKILL/);
    await notification(workbench.page, /The dataset has \d+ examples/);
    const dataset = join(workbench.workspace, ".espalier", "datasets", "dataset.jsonl");
    expect(readFileSync(dataset, "utf8").trim().split("\n").length).toBeGreaterThan(3);
  });

  it("is told of while it indexes, and the index is made when it is tried again", async () => {
    const { page } = workbench;
    const row = (text: RegExp) => page.getByRole("treeitem").filter({ hasText: text }).first();
    await until(async () => {
      await expandViews(page, "Sources");
      return row(/Index.*not made yet/).isVisible();
    });
    // Held, so that it is met at this.
    const pid = await started("retriever.js");
    process.kill(pid, "SIGSTOP");
    await runCommand(page, "Espalier: Index Sources");
    await page.locator(".statusbar", { hasText: "Indexing" }).waitFor();
    process.kill(pid, "SIGKILL");
    await tryAgain(/retriever process was ended by SIGKILL/);
    await row(/Index.*\d+ passages/).waitFor();
  });

  it("is told of while it answers, and the answer comes when it is tried again", async () => {
    const { page } = workbench;
    await runCommand(page, "Espalier: Open Ask");
    const frame = await webviewFrame(page, 'body[data-view="panel"] .asking');
    const question = frame.locator(".asking textarea");
    await question.fill("How many buds stay on each arm of the quince?");
    const pid = await started("asker.js");
    process.kill(pid, "SIGSTOP");
    await question.press("Control+Enter");
    await frame.locator('article[data-state="waiting"]').first().waitFor();
    process.kill(pid, "SIGKILL");
    await frame.locator('article[data-state="failed"]', { hasText: "was ended by SIGKILL" }).waitFor();
    await tryAgain(/asker process was ended by SIGKILL/);
    await frame.locator('article[data-state="done"]', { hasText: "6 buds on each of its arms" }).waitFor();
  });
});
