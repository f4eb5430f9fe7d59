import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pausedRun } from "../support/pausedRun.ts";
import { processEnvironment } from "../support/processEnvironment.ts";
import { removeFolder } from "../support/removeFolder.ts";
import { repositoryRoot } from "../support/repositoryRoot.ts";
import { fillTinyWorkspace } from "../support/tinyWorkspace.ts";
import { until } from "../support/until.ts";
import { type ExtensionWorkbench, openExtensionWorkbench } from "../support/vscodeHost/extensionWorkbench.ts";
import { openFile } from "../support/vscodeHost/commentThread.ts";
import { runHostTests } from "../support/vscodeHost/hostTests.ts";
import { expandViews, notification, runCommand, webviewFrame } from "../support/vscodeHost/workbench.ts";

/** The scheme that the workbench keeps in its memory. */
const NO_DISK = { folders: [{ uri: "tmp:/garden", name: "garden" }] };

/** What the extension logged, of all windows of a server. */
function logged(base: string): string {
  const logs = join(base, "user", "logs");
  return readdirSync(logs, { recursive: true, encoding: "utf8" })
    .filter((name) => /Espalier\.log$/.test(name))
    .map((name) => readFileSync(join(logs, name), "utf8"))
    .join("\n");
}

/** The line below an error of the log is where it was thrown: an error that nobody foresaw. */
const unforeseen = (log: string): string[] => log.split("\n").filter((line) => /^\s+at .*:\d+/.test(line));

describe.each([
  ["without a folder", undefined, "workspace/none"],
  ["with a folder that lies on no disk", NO_DISK, "workspace/virtual"],
])("every command in a window %s", async (_, content, code) => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "espalier-nowhere-")));
  afterAll(() => removeFolder(base));
  const file = join(base, "nowhere.code-workspace");
  if (content) writeFileSync(file, JSON.stringify(content));
  const tests = await runHostTests(base, content && file, { env: { ESPALIER_HOST_SUITE: "nowhere" } });

  it("runs tests", () => expect(tests).not.toEqual([]));
  it.each(tests)("$title", ({ error }) => {
    if (error !== undefined) throw new Error(error);
  });

  it("says why it does nothing, and what to do", () => {
    const log = logged(base);
    const errors = [...log.matchAll(/ \[error\] (.*)/g)].map(([, text = ""]) => text);
    expect(errors.filter((text) => text.startsWith(`${code}: `)).length).toBeGreaterThan(10);
    // What can be mended has a code; anything else is a fault of the program.
    expect(errors.filter((text) => !/^[a-z]+\/[a-z-]+: /.test(text))).toEqual([]);
    expect(unforeseen(log)).toEqual([]);
  });
});

describe("every command in a folder in which nothing is", async () => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "espalier-empty-")));
  afterAll(() => removeFolder(base));
  const folder = join(base, "folder");
  mkdirSync(folder);
  const tests = await runHostTests(base, folder, { env: { ESPALIER_HOST_SUITE: "empty" } });

  it("runs tests", () => expect(tests).not.toEqual([]));
  it.each(tests)("$title", ({ title, error }) => {
    if (error !== undefined) throw new Error(`${title}: ${error}`);
  });

  it("meets no error that nobody foresaw", () => {
    const log = logged(base);
    const errors = [...log.matchAll(/ \[error\] (.*)/g)].map(([, text = ""]) => text);
    expect(errors.filter((text) => !/^[a-z]+\/[a-z-]+: /.test(text))).toEqual([]);
    expect(unforeseen(log)).toEqual([]);
  });
});

describe("a window", () => {
  let workbench: ExtensionWorkbench;
  beforeAll(async () => {
    workbench = await openExtensionWorkbench({ isReadOnly: true, fill: worked });
  });
  afterAll(() => workbench[Symbol.asyncDispose]());

  /** The commands of ours that the palette offers. */
  async function offered(page: Page): Promise<string[]> {
    await page.keyboard.press("F1");
    const input = page.locator(".quick-input-widget .quick-input-filter input");
    await input.fill(">Espalier: ");
    const rows = page.locator(".quick-input-list .monaco-list-row");
    await rows.filter({ hasText: "Espalier: Show Logs" }).first().waitFor();
    const labels = await rows.locator(".quick-input-list-label-name, .label-name").allInnerTexts();
    await page.keyboard.press("Escape");
    // Every view has a command of the editor's own that shows it.
    return [...new Set(labels.filter((label) => /^Espalier: (?!Focus on)/.test(label)))].sort();
  }
  const ANYWHERE = ["Espalier: Get Started", "Espalier: Report Problem", "Espalier: Show Logs"];

  const showViews = (page: Page) => expandViews(page, "Sources", "Runs and Adapters");

  it.each([
    ["without a folder", undefined, /Espalier learns from a folder's files/],
    ["with a folder that lies on no disk", NO_DISK, /This folder lies on no disk/],
  ])("%s says in each view what to do, and offers what works there", async (name, content, text) => {
    const file = join(dirname(workbench.workspace), "nowhere.code-workspace");
    if (content) writeFileSync(file, JSON.stringify(content));
    const page = await workbench.open(content && file);
    await until(async () => {
      await showViews(page);
      return (await page.locator(".welcome-view-content", { hasText: text }).count()) === 2;
    });
    expect(await page.locator('[aria-label^="Dataset"][aria-label$="Section"]').count()).toBe(0);
    await page.getByRole("button", { name: "Open Folder" }).first().waitFor();
    // Nothing is waited for, for ever.
    await page.locator(".sidebar .monaco-progress-container.active").first().waitFor({ state: "detached" });
    expect(await offered(page)).toEqual(ANYWHERE);
    expect(await page.locator(".notifications-toasts .codicon-error").count()).toBe(0);
    const screenshots = process.env.ESPALIER_SCREENSHOTS;
    if (screenshots !== undefined)
      await page.screenshot({ path: join(screenshots, `${name.replaceAll(" ", "-")}.png`) });
    await page.close();
  });

  describe("on a folder that cannot be written", () => {
    const CANNOT = /Cannot write .*\.espalier[^]*Check the folder's permissions/;
    /** Does something that is refused, and takes the message away. */
    async function refused(work: () => Promise<unknown>, text: RegExp = CANNOT): Promise<void> {
      await work();
      expect(await notification(workbench.page, text)).toMatch(text);
      await runCommand(workbench.page, "Notifications: Clear All Notifications");
      await workbench.page
        .locator(".notifications-toasts .notification-list-item")
        .first()
        .waitFor({ state: "hidden" });
    }
    const run = (title: string) => () => runCommand(workbench.page, title);

    it("shows what is there", async () => {
      const { page } = workbench;
      const taken = page.getByRole("treeitem").filter({ hasText: /Taken In.*\d+ files/ });
      await until(async () => {
        await showViews(page);
        return taken.first().isVisible();
      });
      await page
        .getByRole("treeitem")
        .filter({ hasText: /paused/ })
        .first()
        .waitFor();
      await runCommand(page, "Espalier: Review Dataset");
      await (await review()).getByRole("option").first().waitFor();
      await workbench.screenshot("read-only");
    });
    const review = () => webviewFrame(workbench.page, 'body[data-view="review"] main');

    it.each(["Index Sources", "Build Dataset from This Workspace", "Tune a Model on This Workspace"])(
      "says of %s that it cannot, and what to do",
      (title) => refused(run(`Espalier: ${title}`)),
    );

    it.each(["Use This Adapter", "Resume Training"])("says so of %s", (title) =>
      refused(async () => {
        await runCommand(workbench.page, `Espalier: ${title}`);
        await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "paused" }).first().click();
      }),
    );

    it("says so of a decision, and shows it as it was", async () => {
      const frame = await review();
      await frame.getByRole("option").first().click();
      await frame.locator(".decisions vscode-button:not([disabled])").first().waitFor();
      const before = await frame.locator("article").getAttribute("data-state");
      await refused(() => workbench.page.keyboard.press("a"));
      expect(await frame.locator("article").getAttribute("data-state")).toBe(before);
    });

    it("says so of a file that is left out of the sources", async () => {
      await openFile(workbench.page, "docs/quince.md");
      await refused(run("Exclude from Espalier Sources"), /Cannot write .*\.espalierignore[^]*permissions/);
    });

    it("says so in the Ask tab, where there is no index", async () => {
      await runCommand(workbench.page, "Espalier: Open Ask");
      const frame = await webviewFrame(workbench.page, 'body[data-view="panel"] .asking');
      await frame.locator(".asking textarea").fill("How is the quince pruned?");
      await frame.locator(".asking textarea").press("Control+Enter");
      await frame.locator('article[data-state="failed"]', { hasText: /cannot write/i }).waitFor();
      await workbench.screenshot("read-only-ask");
    });

    it("has met no error that nobody foresaw", () => {
      const log = logged(dirname(workbench.workspace));
      expect(log).toContain("storage/not-writable");
      expect(unforeseen(log)).toEqual([]);
    });
  });
});

/** Puts a dataset and a run into the folder, as somebody made them who could write there. */
async function worked(folder: string): Promise<void> {
  const env = processEnvironment(join(folder, "..", "home"));
  const cli = join(repositoryRoot(), "dist", "cli.js");
  execFileSync(process.execPath, [cli, "dataset", "build"], { cwd: folder, env, stdio: "ignore" });
  await fillTinyWorkspace(folder);
  await pausedRun(folder);
}
