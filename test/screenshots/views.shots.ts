/**
 * Pictures of every view in every theme, wide and narrow, in a workbench that has the packaged extension and a folder with
 * documents and sources of this repository. The default model was tuned on them, so nothing in the pictures is made up:
 * `npm run screenshots`, with `-- -t Restricted` for some of them. One window, one story, as in the tests.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { defaultModel } from "../../src/app/defaults.ts";
import { until } from "../support/until.ts";
import { commentBodies, openFile, threadIn } from "../support/vscodeHost/commentThread.ts";
import { type ExtensionWorkbench, openExtensionWorkbench } from "../support/vscodeHost/extensionWorkbench.ts";
import { answer, runCommand, webviewFrame } from "../support/vscodeHost/workbench.ts";
import { answerForContrast, FOLLOW_SYSTEM, shoot, type Width } from "./looks.ts";
import { fillWithRepository, preparedFolder, PRACTICE } from "./preparedFolder.ts";

/** Asked of both models, and of the files. */
const COMPARED = 'What does the section "A run is a folder" in `README.md` say?';
const ASKED = "When is a release made?";

/** The folder has no dependencies, so its sources have errors. */
const UNDISTRACTED = { "typescript.validate.enable": false, "editor.minimap.enabled": false };

let workbench: ExtensionWorkbench;

/** Opens a workbench for the pictures of a group, on a folder with this in it. */
function inWorkbench(fill: (folder: string) => Promise<void> | void, isRestricted = false): void {
  beforeAll(async () => {
    workbench = await openExtensionWorkbench({
      name: "espalier",
      models: [defaultModel],
      async content(folder) {
        await fill(folder);
      },
      settings: { "espalier.model": "", "comments.openView": "never", ...UNDISTRACTED, ...FOLLOW_SYSTEM },
      isRestricted,
    });
    workbench.page.setDefaultTimeout(120_000);
    await answerForContrast(workbench.page);
    await workbench.reload();
    await workbench.page.locator('.activitybar [aria-label="Espalier"]').first().click();
  });
  afterAll(() => workbench[Symbol.asyncDispose]());
}

/** With times to the nanosecond, by which the index knows its files. */
const copyPrepared = async (folder: string): Promise<void> =>
  void execFileSync("cp", ["-a", `${await preparedFolder()}/.`, folder]);
const picture = (name: string, only?: Width) => shoot(workbench.page, name, only);
const panel = (): Promise<Frame> => webviewFrame(workbench.page, 'body[data-view="panel"] vscode-tabs');
const review = (): Promise<Frame> => webviewFrame(workbench.page, 'body[data-view="review"] main');
const press = (place: Frame | Locator, name: string | RegExp) => place.getByRole("button", { name }).first().click();
const showTab = async (name: string): Promise<Frame> => {
  const frame = await panel();
  await frame.getByRole("tab", { name, exact: true }).click();
  return frame;
};
const part = (frame: Frame, name: string): Locator => frame.getByRole("region", { name, exact: true });
/** Opens a view of the side bar, or closes it. */
async function expand(name: string, isOpen = true): Promise<void> {
  const header = workbench.page.locator(`[aria-label="${name} Section"]`);
  await header.waitFor();
  if ((await header.getAttribute("aria-expanded")) !== String(isOpen)) await header.click();
}
async function closeEditors(): Promise<void> {
  await runCommand(workbench.page, "View: Close All Editors");
}
const choose = (frame: Frame, field: string, value: string): Promise<void> =>
  frame.locator(`#filter-${field}`).evaluate((element, chosen) => {
    const control = element as unknown as { value: string; dispatchEvent(event: Event): void };
    control.value = chosen;
    control.dispatchEvent(new Event("change"));
  }, value);

const runRow = (text: string | RegExp): Locator =>
  workbench.page.getByRole("treeitem").filter({ hasText: text }).first();

describe("a folder in which nothing was done", () => {
  inWorkbench(fillWithRepository);

  it("and its empty views", async () => {
    const { page } = workbench;
    await (await review()).getByText("There is no dataset yet").waitFor();
    await picture("empty-side-bar");
    await runCommand(page, "Espalier: Open Dataset");
    await (await panel()).getByText("There is no dataset yet").waitFor();
    await picture("empty-dataset");
    for (const tab of ["Train", "Compare", "Ask"]) {
      await showTab(tab);
      await picture(`empty-${tab.toLowerCase()}`);
    }
  });

  it("models", async () => {
    const frame = await showTab("Models");
    await frame.getByRole("listitem").first().waitFor();
    await picture("models");
  });

  it("the walkthrough", async () => {
    const { page } = workbench;
    await closeEditors();
    await runCommand(page, "Espalier: Get Started");
    const walkthrough = page.locator(".gettingStartedContainer");
    await walkthrough.getByText("Ask a question").first().click();
    await walkthrough.getByRole("button", { name: "Ask About This Folder" }).waitFor();
    await picture("walkthrough");
  });

  it("no folder", async () => {
    const { page, url } = workbench;
    await page.goto(`${url}/?ew=true`);
    await page.locator('.activitybar [aria-label="Espalier"]').first().click();
    await page.getByRole("button", { name: "Open Folder" }).first().waitFor();
    await picture("no-folder");
  });
});

describe("Restricted Mode", () => {
  inWorkbench(copyPrepared, true);

  it("and its side bar", async () => {
    await expand("Sources");
    await workbench.page.getByText("This folder is open in Restricted Mode").first().waitFor();
    await picture("restricted");
  });
});

describe("a folder with a dataset and runs", () => {
  inWorkbench(copyPrepared);

  it("sources", async () => {
    await expand("Dataset", false);
    await expand("Runs and Adapters", false);
    await expand("Sources");
    await runRow(/Index.*\d+ passages/).waitFor();
    await runRow("src").locator(".monaco-tl-twistie").click();
    await picture("sources");
    await expand("Sources", false);
    await expand("Runs and Adapters");
    await expand("Dataset");
  });

  it("the review", async () => {
    const { page } = workbench;
    await expand("Runs and Adapters", false);
    await runCommand(page, "Espalier: Review Dataset");
    const frame = await review();
    await frame.getByRole("option").first().click();
    for (const key of ["a", "a", "r", "a", "f", "a"]) {
      const before = await frame.locator("article").getAttribute("data-example");
      await frame.locator(".decisions vscode-button:not([disabled])").first().waitFor();
      await page.keyboard.press(key);
      await until(async () => (await frame.locator("article").getAttribute("data-example")) !== before);
    }
    await picture("review");
    await press(frame, /^Filters/);
    await frame.locator("#filter-state").waitFor();
    await picture("review-filters");
    await press(frame, /^Filters/);
    await frame.locator("row-list").focus();
    await page.keyboard.press("e");
    await frame.getByRole("textbox", { name: "Answer" }).waitFor();
    await picture("review-edit");
    await page.keyboard.press("Escape");
    await expand("Runs and Adapters");
  });

  it("the dataset", async () => {
    await runCommand(workbench.page, "Espalier: Open Dataset");
    const frame = await panel();
    await part(frame, "Length in tokens").getByRole("img").waitFor();
    await part(frame, "Split").getByRole("row").filter({ hasText: "Eight words in a row" }).waitFor();
    await picture("dataset");
    await frame.evaluate('document.querySelector(".parts").scrollIntoView()');
    await picture("dataset-below");
    await runCommand(workbench.page, "Espalier: Rebuild Dataset");
    await part(frame, "Rebuild").locator("vscode-checkbox").first().waitFor();
    await picture("dataset-build", "narrow");
    await runCommand(workbench.page, "Espalier: Split Dataset");
    await press(part(frame, "Draw the split anew"), "Try this draw");
    await part(frame, "Draw the split anew").getByText("nothing is changed yet").waitFor();
    await picture("dataset-split", "narrow");
    await press(part(frame, "Draw the split anew"), "Close");
  });

  it("a training", async () => {
    const frame = await showTab("Train");
    await frame.getByRole("term").filter({ hasText: "Time" }).waitFor();
    await picture("train-form");
    await frame.locator("summary").first().click();
    await picture("train-settings", "narrow");
    await frame.locator("summary").first().click();
    await runRow("paused").click();
    await press(frame, "Resume");
    await frame.locator(".badge", { hasText: "training" }).first().waitFor();
    const curve = frame.locator("loss-curve");
    const before = await curve.getAttribute("aria-label");
    await until(async () => (await curve.getAttribute("aria-label")) !== before);
    await picture("training");
    await press(frame, "Pause");
    await frame.locator(".badge", { hasText: "paused" }).first().waitFor();
    await picture("paused", "narrow");
    await runRow("first try").click();
    await frame.locator(".badge", { hasText: "completed" }).first().waitFor();
    await picture("trained");
  });

  it("the comparison", async () => {
    const frame = await showTab("Compare");
    await frame.locator("vscode-checkbox", { hasText: "Blind" }).first().click();
    const question = frame.locator("vscode-textarea.question textarea");
    await question.fill(COMPARED);
    await question.press("Control+Enter");
    const article = frame.getByRole("article").first();
    await article.locator('.answer[data-state="done"]').nth(1).waitFor();
    await picture("compare-blind");
    await article.getByRole("button", { name: "A", exact: true }).click();
    await article.getByText("Base model").waitFor();
    await article.locator(".card").last().getByRole("button", { name: "Prefer this" }).click();
    await article.getByText("Preferred to the other").waitFor();
    await picture("compare");
    await press(frame, "Held-out questions");
    await frame.getByRole("list", { name: "Held-out questions" }).getByRole("button").first().waitFor();
    await picture("compare-questions", "narrow");
  });

  it("answers from the files", async () => {
    const { page } = workbench;
    await runCommand(page, "Espalier: Open Ask");
    const frame = await showTab("Ask");
    const question = frame.locator("vscode-textarea.question textarea");
    await question.fill(ASKED);
    await question.press("Control+Enter");
    await frame.locator('article[data-state="done"]').first().waitFor();
    await picture("ask");
    await openFile(page, "src/storage/atomicWrite.ts");
    await page.locator(".codelens-decoration").first().waitFor();
    await picture("lenses", "wide");
    await openFile(page, "docs/practice.md");
    // The editor finds the headings some time after it shows the file.
    await page.locator(".codelens-decoration").first().waitFor();
    await page.waitForTimeout(2_000);
    await page.locator(".view-line", { hasText: "When is a release made?" }).locator("span").last().click();
    await runCommand(page, "Espalier: Ask");
    await answer(page, ASKED);
    const thread = threadIn(page);
    await until(async () => (await commentBodies(thread).count()) === 2);
    await thread
      .locator(".review-comment")
      .last()
      .getByText(/passages? read/)
      .waitFor();
    // Away from what has something to say under the mouse.
    await page.mouse.move(600, 790);
    await picture("ask-inline");
    await closeEditors();
  });

  it("findings and stale examples", async () => {
    const { page, workspace } = workbench;
    // In parts, so that nobody takes it for a real one.
    const secret = ["gh", "p_", "R8f2".repeat(9)].join("");
    const practice = `${PRACTICE}\n## How is a release published?\n\nThe token is ${secret}, it lies in the safe.\n`;
    writeFileSync(join(workspace, "docs", "practice.md"), practice);
    changeSourceOfDecision();
    await runCommand(page, "Espalier: Build Dataset from This Workspace");
    await expand("Runs and Adapters", false);
    const frame = await review();
    await frame.getByText(/\d+ secrets? to decide/).waitFor();
    const filter = async (concern: string) => {
      await press(frame, /^Filters/);
      await choose(frame, "concern", concern);
      await press(frame, /^Filters/);
    };
    await filter("findings:undecided");
    await frame.getByRole("list", { name: "Secrets and personal data" }).waitFor();
    await picture("review-findings");
    await filter("stale:changed");
    await frame.locator(".text.removed").first().waitFor();
    await picture("review-stale");
  });
});

/** Makes an accepted example stale: what its lines say is another thing now. */
function changeSourceOfDecision(): void {
  const { workspace } = workbench;
  const datasets = join(workspace, ".espalier", "datasets");
  const read = <Line>(name: string): Line[] =>
    readFileSync(join(datasets, name), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
  const accepted = read<{ id: string; state: string }>("dataset.review.jsonl").find(
    ({ state }) => state === "accepted",
  );
  const source = read<{ id: string; source?: { path: string; endLine: number } }>("dataset.jsonl").find(
    ({ id }) => id === accepted?.id,
  )?.source;
  if (source === undefined) throw new Error("no example with a source was accepted");
  const path = join(workspace, source.path);
  const lines = readFileSync(path, "utf8").split("\n");
  lines[source.endLine - 1] += " The notes of each release say so, too.";
  writeFileSync(path, lines.join("\n"));
}
