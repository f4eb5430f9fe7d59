import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { type ExtensionWorkbench, openExtensionWorkbench } from "../support/vscodeHost/extensionWorkbench.ts";
import { expandViews, pick, runCommand, webviewFrame } from "../support/vscodeHost/workbench.ts";

// Windows beside the first: one more on its folder, and one with two folders.
let workbench: ExtensionWorkbench;
let second: Page;
beforeAll(async () => {
  workbench = await openExtensionWorkbench();
  second = await workbench.open(workbench.workspace);
});
afterAll(() => workbench[Symbol.asyncDispose]());

/** Shows the extension's views, and waits for a row of Sources. */
const showSources = (page: Page, text: RegExp): Promise<void> =>
  until(async () => {
    await expandViews(page, "Sources");
    return row(page, text).isVisible();
  });
const row = (page: Page, text: string | RegExp): Locator =>
  page.getByRole("treeitem").filter({ hasText: text }).first();
const inFolder = (...parts: string[]) => join(workbench.workspace, ".espalier", ...parts);
const review = (page: Page) => webviewFrame(page, 'body[data-view="review"] main');
const reviewLines = (): string[] => {
  const path = inFolder("datasets", "dataset.review.jsonl");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
};

describe("two windows on one folder", () => {
  it("index at the same time, one after the other, and both see the result", async () => {
    const { page } = workbench;
    await Promise.all([page, second].map((each) => showSources(each, /Index.*not made yet/)));
    await Promise.all([page, second].map((each) => runCommand(each, "Espalier: Index Sources")));
    await Promise.all([page, second].map((each) => row(each, /Index.*\d+ passages/).waitFor()));
    for (const each of [page, second])
      expect(await each.locator(".notifications-toasts .codicon-error").count()).toBe(0);
  });

  it("decide about one dataset, and each keeps what the other decided", async () => {
    const { page } = workbench;
    await runCommand(page, "Espalier: Build Dataset from This Workspace");
    const frames = await Promise.all([page, second].map(review));
    for (const frame of frames) await frame.getByRole("option").first().waitFor();
    for (const [index, frame] of frames.entries()) {
      const window = index === 0 ? page : second;
      await frame.getByRole("option").nth(index).click();
      await frame.locator(".decisions vscode-button:not([disabled])").first().waitFor();
      const before = await frame.locator("article").getAttribute("data-example");
      await window.keyboard.press(index === 0 ? "a" : "r");
      await until(async () => (await frame.locator("article").getAttribute("data-example")) !== before);
    }
    for (const frame of frames)
      await frame
        .getByText(/^2 of \d+ reviewed$/)
        .first()
        .waitFor();
    expect(reviewLines().map((line) => (JSON.parse(line) as { state: string }).state)).toEqual([
      "accepted",
      "rejected",
    ]);
  });

  it("both show the run that one of them trains", async () => {
    const { page } = workbench;
    await runCommand(page, "Espalier: Tune a Model on This Workspace");
    await Promise.all([page, second].map((each) => row(each, "completed").waitFor()));
    await second.close();
  });
});

describe("a window with two folders", () => {
  it("says which folder each view shows, and shows the other when told to", async () => {
    const base = dirname(workbench.workspace);
    const orchard = join(base, "orchard");
    mkdirSync(orchard, { recursive: true });
    writeFileSync(join(orchard, "grafting.md"), "# Grafting\n\nCut both, bind them, wait.\n");
    const file = join(base, "both.code-workspace");
    writeFileSync(file, JSON.stringify({ folders: [{ path: "garden" }, { path: "orchard" }] }));
    const window = await workbench.open(file);
    await showSources(window, /Taken In.*10 files/);
    for (const view of ["Sources", "Dataset", "Runs and Adapters"]) {
      await window
        .locator(".pane-header", { hasText: new RegExp(view, "i") })
        .getByText("garden")
        .waitFor();
    }
    await row(window, /Taken In.*10 files/).waitFor();
    await runCommand(window, "Espalier: Choose Folder");
    await pick(window, "orchard");
    await row(window, /Taken In.*1 file\b/).waitFor();
    for (const view of ["Sources", "Dataset", "Runs and Adapters"]) {
      await window
        .locator(".pane-header", { hasText: new RegExp(view, "i") })
        .getByText("orchard")
        .waitFor();
    }
    const screenshots = process.env.ESPALIER_SCREENSHOTS;
    if (screenshots !== undefined) await window.screenshot({ path: join(screenshots, "two-folders.png") });

    await until(async () => {
      await expandViews(window, "Dataset");
      return (await review(window)).getByText("There is no dataset yet").isVisible();
    });
    // Somebody else makes one at once, with the folders it lies in: of those alone the editor hears.
    const datasets = join(orchard, ".espalier", "datasets");
    mkdirSync(datasets, { recursive: true });
    writeFileSync(
      join(datasets, "dataset.jsonl"),
      `${JSON.stringify({ id: "a", form: "text", kind: "imported", text: "Cut both." })}\n`,
    );
    await (await review(window)).getByRole("option", { name: "Cut both." }).waitFor();
  });
});
