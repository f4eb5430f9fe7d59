import { execFileSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowOf } from "../../src/curation/formats/jsonl.ts";
import { writeFileAtomic } from "../../src/storage/atomicWrite.ts";
import { createRunFolder } from "../../src/storage/runFolder.ts";
import { workspaceAt } from "../../src/storage/workspace.ts";
import { pausedRun } from "../support/pausedRun.ts";
import { proposed, put } from "../support/sampleDataset.ts";
import { sampleRecord } from "../support/sampleRun.ts";
import { fillTinyWorkspace } from "../support/tinyWorkspace.ts";
import { until } from "../support/until.ts";
import { type ExtensionWorkbench, openExtensionWorkbench } from "../support/vscodeHost/extensionWorkbench.ts";
import { appears, expandViews, runCommand } from "../support/vscodeHost/workbench.ts";

// A folder of somebody else's, with a run in it and settings that name a model.
let workbench: ExtensionWorkbench;
beforeAll(async () => {
  workbench = await openExtensionWorkbench({
    isRestricted: true,
    async fill(folder) {
      await fillTinyWorkspace(folder);
      await pausedRun(folder);
      await runThatLearned(folder, ["docs/loom.md", "docs/shuttle.md"]);
      put(join(folder, "docs/shuttle.md"), "# The shuttle\n\nIt carries the thread.\n");
      await mkdir(join(folder, ".vscode"), { recursive: true });
      writeFileSync(join(folder, ".vscode", "settings.json"), JSON.stringify({ "espalier.model": "/tmp/theirs.gguf" }));
    },
  });
});
afterAll(() => workbench[Symbol.asyncDispose]());

/** Of this workbench; others may be at work on the machine. */
const processes = (): string[] =>
  execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(dirname(workbench.workspace)));

/** A run whose training examples are of these files. */
const runThatLearned = (folder: string, paths: readonly string[]) =>
  createRunFolder(
    workspaceAt(folder),
    { ...sampleRecord, dataset: { ...sampleRecord.dataset, path: ".espalier/datasets/dataset.jsonl" } },
    (path) =>
      writeFileAtomic(
        path,
        paths
          .map((file) => rowOf(proposed(file, { source: { path: file, startLine: 1, endLine: 1, hash: file } })))
          .join(""),
      ),
  );
const filesGone = (count: number) => workbench.page.getByRole("treeitem").filter({ hasText: `files gone: ${count}` });

describe("in Restricted Mode", () => {
  it("lists the runs that are there, and says what it does not do and how that is changed", async () => {
    const { page } = workbench;
    const said = page.getByText("This folder is open in Restricted Mode").first();
    await until(async () => {
      await expandViews(page, "Sources");
      return said.isVisible();
    });
    await page.getByRole("button", { name: "Manage Workspace Trust" }).first().waitFor();
    await page.getByRole("treeitem").filter({ hasText: "paused" }).first().waitFor();
    expect(await page.locator('[aria-label="Dataset Section"]').count()).toBe(0);
    expect(await filesGone(1).count()).toBe(0);
    await workbench.screenshot("restricted");
  });

  it("offers nothing that would start a process, in its view or in the palette", async () => {
    const { page, workspace } = workbench;
    await page.getByRole("treeitem").filter({ hasText: "paused" }).first().click();
    await page.keyboard.press("F1");
    const input = page.locator(".quick-input-widget .quick-input-filter input");
    await input.fill(">Espalier: ");
    const commands = page.locator(".quick-input-list .monaco-list-row");
    await commands.filter({ hasText: "Report Problem" }).first().waitFor();
    for (const title of ["Tune a Model", "Build Dataset", "Open Training", "Index Sources", "Resume Training"]) {
      expect(await commands.filter({ hasText: `Espalier: ${title}` }).count(), title).toBe(0);
    }
    await page.keyboard.press("Escape");
    expect(processes().filter((line) => /dist.(?:jobs|retriever|curator|runner)\.js/.test(line))).toEqual([]);
    expect(await page.locator(".tabs-container .tab").count()).toBe(0);
    expect(existsSync(join(workspace, ".espalier", "index"))).toBe(false);
  });

  it("works as soon as the folder is trusted", async () => {
    const { page } = workbench;
    await runCommand(page, "Workspaces: Manage Workspace Trust");
    await page.getByRole("button", { name: "Trust", exact: true }).first().click();
    // The views are laid out anew, some of them closed, below the page on which trust was given.
    const closed = page.locator('[aria-label="Sources Section"][aria-expanded="false"]');
    await until(async () => {
      if (await closed.isVisible()) await closed.dispatchEvent("click");
      await page.waitForTimeout(300);
      return page.getByRole("treeitem").filter({ hasText: "Taken In" }).first().isVisible();
    });
    await page.locator('[aria-label="Dataset Section"]').waitFor();
  });

  it("shows of a run that files it learned from are gone, those too that go while it is in view", async () => {
    const { workspace } = workbench;
    await filesGone(1).first().waitFor();
    rmSync(join(workspace, "docs/shuttle.md"));
    await filesGone(2).first().waitFor();
    await workbench.screenshot("files-gone");
  });

  it("names those files, and counts what it learned from them, where the mouse rests on the run", async () => {
    const { page } = workbench;
    // What trust is managed in lies over the side bar.
    const trust = page.locator(".monaco-modal-editor-block");
    await trust
      .getByRole("button", { name: /^Close/ })
      .first()
      .click();
    await trust.waitFor({ state: "hidden" });
    const tooltip = page.locator(".workbench-hover, .monaco-hover").filter({ hasText: "Learned from" }).first();
    // A row that is drawn anew forgets the mouse.
    await until(async () => {
      await page.mouse.move(0, 0);
      await filesGone(2).first().hover();
      return appears(tooltip.waitFor({ timeout: 10_000 }));
    });
    expect((await tooltip.innerText()).replaceAll(/\s/g, " ")).toMatch(
      /Learned from files that are gone or no longer learned from: docs\/loom\.md, docs\/shuttle\.md \(examples: 2\)/,
    );
    await workbench.screenshot("files-gone-tooltip");
  });
});
