import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { type ExtensionWorkbench, openExtensionWorkbench } from "../support/vscodeHost/extensionWorkbench.ts";
import { expandViews, notification, runCommand, webviewFrame } from "../support/vscodeHost/workbench.ts";

// One window, one story: each test goes on where the one before it ended.
let workbench: ExtensionWorkbench;
beforeAll(async () => {
  workbench = await openExtensionWorkbench();
  mkdirSync(inFolder("drafts"));
  for (const name of ["medlar.md", "secret.md"]) writeFileSync(inFolder("drafts", name), `# ${name}\n\nA draft.\n`);
  writeFileSync(inFolder(".gitignore"), "drafts/\n");
});
afterAll(() => workbench[Symbol.asyncDispose]());

const view = (): Locator =>
  workbench.page.locator(".pane", { has: workbench.page.locator('[aria-label="Sources Section"]') });
const row = (text: string | RegExp): Locator => view().getByRole("treeitem").filter({ hasText: text }).first();
const inFolder = (...parts: string[]): string => join(workbench.workspace, ...parts);
const rules = (): string =>
  existsSync(inFolder(".espalierignore")) ? readFileSync(inFolder(".espalierignore"), "utf8") : "";

/** Opens a row that holds others, if it is closed. */
async function expand(text: string | RegExp): Promise<void> {
  await row(text).waitFor();
  if ((await row(text).getAttribute("aria-expanded")) === "false")
    await row(text).locator(".monaco-tl-twistie").click();
}

interface BrowserTransfer {
  setData(type: string, value: string): void;
  readonly items: { add(file: File): void };
}

/** How the browser names files of the machine the server runs on. */
const remoteAuthority = (): string => `vscode-remote://${new URL(workbench.url).host}`;

/** Drops data, and a file, on a row as another program or view would. */
async function drop(
  text: string | RegExp,
  data: Readonly<Record<string, string>>,
  file?: { readonly name: string; readonly text: string },
): Promise<void> {
  const dataTransfer = await workbench.page.evaluateHandle(
    ({ data, file }) => {
      // What a page of the browser has and this process has not.
      const { DataTransfer } = globalThis as unknown as { readonly DataTransfer: new () => BrowserTransfer };
      const transfer = new DataTransfer();
      for (const [type, value] of Object.entries(data)) transfer.setData(type, value);
      if (file) transfer.items.add(new File([file.text], file.name, { type: "text/markdown" }));
      return transfer;
    },
    { data, file },
  );
  for (const type of ["dragenter", "dragover", "drop"]) await row(text).dispatchEvent(type, { dataTransfer });
}

async function press(text: string | RegExp, action: string): Promise<void> {
  await row(text).hover();
  await row(text).getByRole("button", { name: action }).click();
}

describe("the view Sources", () => {
  it("shows what is taken in by folder, and what is left out by reason, before there is an index", async () => {
    const { page } = workbench;
    await until(async () => {
      await expandViews(page, "Sources");
      return row(/Index.*not made yet/).isVisible();
    });
    // The other views make place: rows out of view are not drawn.
    for (const each of ["Dataset", "Runs and Adapters"]) await page.locator(`[aria-label="${each} Section"]`).click();
    await row(/Taken In.*10 files/).waitFor();
    await expand(/^docs/);
    await row("apple.md").waitFor();
    await expand(/Left Out/);
    await expand("No text");
    await row(/model\.gguf.*binary/).waitFor();
    await workbench.screenshot("sources");
  });

  it("makes the index, and says how much is in it", async () => {
    await press(/^Index/, "Index Sources");
    await row(/Index.*\d+ passages · .*B/).waitFor();
    await row(/apple\.md.*1 passage/).waitFor();
    expect(existsSync(inFolder(".espalier", "index", "manifest.json"))).toBe(true);
    await workbench.screenshot("sources-indexed");
  });

  it("excludes a file with a rule that is written to .espalierignore, and includes it again", async () => {
    await press("apple.md", "Exclude from Espalier Sources");
    await row(/Taken In.*9 files/).waitFor();
    expect(rules()).toContain("\n/docs/apple.md\n");
    await expand("Ignored by a rule");
    await press(/apple\.md.*in \.espalierignore/, "Add to Espalier Sources");
    await row(/Taken In.*10 files/).waitFor();
    expect(rules()).not.toContain("apple");
  });

  it("sees files that appear, change and go", async () => {
    writeFileSync(inFolder("docs", "olive.md"), "# Olive\n\nThe olive stands dry.\n");
    await row(/olive\.md.*not in the index yet/).waitFor();
    await press(/^Index/, "Index Sources");
    await row(/olive\.md.*1 passage/).waitFor();
    rmSync(inFolder("docs", "olive.md"));
    await until(async () => (await row("olive.md").count()) === 0);
  });

  it("opens a file of either list", async () => {
    await row("pear.md").click();
    await workbench.page.locator(".tabs-container .tab", { hasText: "pear.md" }).first().waitFor();
  });

  it("excludes what the keyboard is on", async () => {
    // At times a key is not heard right after a click.
    await until(async () => {
      await row("quince.md").click();
      await workbench.page.keyboard.press("Delete");
      await workbench.page.waitForTimeout(2_000);
      return rules().includes("/docs/quince.md");
    });
    await row(/Taken In.*9 files/).waitFor();
    expect(rules()).toContain("/docs/quince.md");
  });

  it("takes in an ignored file of the workspace that is dropped on it", async () => {
    const uri = pathToFileURL(inFolder("drafts", "medlar.md")).href.replace("file://", remoteAuthority());
    await drop(/^Taken In/, { "text/uri-list": uri });
    await row(/Taken In.*10 files/).waitFor();
    await expand(/^drafts.*1 file/);
    expect(rules()).toContain("!/drafts/medlar.md");
    expect(await row(/secret\.md.*(?:passage|not in the index)/).count()).toBe(0);
  });

  it("copies a file from elsewhere that is dropped on a folder, after asking, and never over another", async () => {
    const { page } = workbench;
    const dialog = page.locator(".monaco-dialog-box");
    await drop(/^docs/, {}, { name: "olive.md", text: "# Olive\n\nFrom elsewhere.\n" });
    await dialog.getByText("Copy olive.md into the workspace?").waitFor();
    await dialog.getByRole("button", { name: "Copy" }).click();
    await row(/Taken In.*11 files/).waitFor();
    expect(readFileSync(inFolder("docs", "olive.md"), "utf8")).toBe("# Olive\n\nFrom elsewhere.\n");
    await drop(/^docs/, {}, { name: "olive.md", text: "another" });
    expect(await notification(page, "holds olive.md already")).toContain("another folder");
    expect(readFileSync(inFolder("docs", "olive.md"), "utf8")).toContain("From elsewhere.");
  });

  it("offers to import rows that are dropped on it, which among sources are only searched", async () => {
    await drop(/^docs/, {}, { name: "pairs.csv", text: "question,answer\nWhat ties?,Twine.\nWhat cuts?,A knife.\n" });
    const { page } = workbench;
    await page.locator(".monaco-dialog-box").getByRole("button", { name: "Copy" }).click();
    await notification(page, "pairs.csv holds rows");
    await page.locator(".notifications-toasts").getByRole("button", { name: "Import Examples" }).click();
    const panel = await webviewFrame(page, 'body[data-view="panel"] vscode-tabs');
    await panel.getByText("What ties?").first().waitFor();
    await runCommand(page, "View: Close All Editors");
  });

  it("deletes the index after asking", async () => {
    await press(/^Index/, "Delete Index");
    const dialog = workbench.page.locator(".monaco-dialog-box");
    await dialog.getByText("Delete the index?").waitFor();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await row(/Index.*not made yet/).waitFor();
    expect(existsSync(inFolder(".espalier", "index"))).toBe(false);
    await runCommand(workbench.page, "Espalier: Index Sources");
    await row(/Index.*\d+ passages/).waitFor();
  });

  it("is where a walkthrough begins", async () => {
    const { page } = workbench;
    await runCommand(page, "Espalier: Get Started");
    const walkthrough = page.locator(".gettingStartedContainer");
    await walkthrough.getByText("Build and review the dataset").first().click();
    await walkthrough.getByRole("button", { name: "Review Dataset" }).waitFor();
    await workbench.screenshot("walkthrough");
  });

  it("ends with a question about the folder, which ticks the last step", async () => {
    const { page } = workbench;
    const walkthrough = page.locator(".gettingStartedContainer");
    await walkthrough.getByText("Ask a question").first().click();
    await walkthrough.getByRole("button", { name: "Ask About This Folder" }).click();
    const frame = await webviewFrame(page, 'body[data-view="panel"] vscode-tabs');
    await frame.getByRole("tab", { name: "Ask", selected: true }).waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await page
      .locator(".tabs-container .tab", { hasText: /Welcome|Walkthrough/ })
      .first()
      .click();
    await walkthrough.locator('.complete[data-done-step-id$="#ask"]').waitFor();
  });
});
