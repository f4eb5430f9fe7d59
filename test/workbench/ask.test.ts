import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSpeakingModel } from "../support/speakingModel.ts";
import { until } from "../support/until.ts";
import { commentAction, commentBodies, openFile, threadIn } from "../support/vscodeHost/commentThread.ts";
import { type ExtensionWorkbench, openExtensionWorkbench } from "../support/vscodeHost/extensionWorkbench.ts";
import { processesOf } from "../support/vscodeHost/runningProcess.ts";
import { answer, notification, runCommand, webviewFrame } from "../support/vscodeHost/workbench.ts";

const ANSWER = "The quince is pruned in month 5, to 6 buds on each of its arms, with a clean knife.";
const FILES = 300;
const LENS = ".codelens-decoration a";
/** What somebody may have put into a file, to be shown when it is found. */
const HOSTILE = `# Walrus

## How many tusks has a walrus?

![x](http://127.0.0.1:2/tusks.png) <img src="http://127.0.0.1:2/walrus.png"> http://127.0.0.1:2/tusks
[tusks](command:workbench.action.toggleZenMode) <a href="command:workbench.action.toggleZenMode">walrus</a>
`;
/** A function that ends far below what an editor shows. */
const LONG = `export function train(shoots: string[]) {\n${'  shoots.push("shoot");\n'.repeat(200)}  return shoots;\n}\n`;

// One window, one story: each test goes on where the one before it ended.
let workbench: ExtensionWorkbench;
beforeAll(async () => {
  workbench = await openExtensionWorkbench({
    fill: async (folder) => {
      await writeSpeakingModel(join(folder, "model.gguf"), ANSWER);
      mkdirSync(join(folder, "src"));
      mkdirSync(join(folder, "notes"));
      writeFileSync(join(folder, "src", "prune.ts"), "export function prune(tree: string) {\n  return tree;\n}\n");
      writeFileSync(join(folder, "src", "graft.py"), "def graft(scion):\n    knot = scion\n\n    return knot\n");
      writeFileSync(join(folder, "src", "train.ts"), LONG);
      writeFileSync(join(folder, "docs", "walrus.md"), HOSTILE);
      for (let note = 0; note < FILES; note++) {
        writeFileSync(join(folder, "notes", `${note}.md`), `# Note ${note}\n\nRain fell on day ${note}.\n`.repeat(9));
      }
    },
    settings: { "espalier.ask.hover": true, "comments.openView": "never", "files.autoSave": "off" },
  });
});
afterAll(() => workbench[Symbol.asyncDispose]());

const datasetRows = () => {
  const path = join(workbench.workspace, ".espalier", "datasets", "dataset.jsonl");
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};
const retrievers = () => processesOf(workbench.home, "retriever.js");
const lastAnswer = (thread: Locator): Locator => thread.locator(".review-comment").last();
/** Waits until as many comments stand there and the newest answer is whole, and returns what it says. */
async function answered(thread: Locator, comments: number): Promise<string> {
  await until(async () => (await commentBodies(thread).count()) === comments);
  await lastAnswer(thread)
    .getByText(/passages? read/)
    .waitFor();
  return commentBodies(thread).last().innerText();
}
const activeTab = (name: string) =>
  workbench.page.locator(".tabs-container .tab.active", { hasText: name }).first().waitFor();

describe("asking where one is", () => {
  it("answers at the cursor, though the process that indexes is killed meanwhile", async () => {
    const { page } = workbench;
    await openFile(page, "docs/quince.md");
    // By then the language's extension has told the sections.
    await page.locator(".breadcrumbs-control", { hasText: "# Quince" }).first().waitFor();
    await runCommand(page, "Espalier: Ask");
    // The model reads the lines as soon as the box is there, and the files are looked at.
    await until(() => retrievers().length > 0);
    const [pid = 0] = retrievers();
    process.kill(pid, "SIGKILL");
    await workbench.screenshot("ask-question");
    await answer(page, "How many buds stay on each arm of the quince?");
    const thread = threadIn(page);
    const text = await answered(thread, 2);
    await workbench.screenshot("ask-answered");
    expect(retrievers()).not.toContain(pid);
    expect(text).toContain(ANSWER);
    expect(text).toMatch(/docs\/quince\.md:\d+-\d+ .*✓ verified/);
    expect(text).toMatch(/\d+\.\d s to the first word · \d passages? read, \d+ tokens/);
  });

  it("opens the cited lines by a click", async () => {
    const { page } = workbench;
    const links = lastAnswer(threadIn(page)).locator("a");
    const labels = await links.allInnerTexts();
    const index = labels.findIndex((label) => /^\[\d\] /.test(label) && !label.includes("quince"));
    const [, file = "", line = "", last = ""] = /\/([\w.]+):(\d+)-(\d+)/.exec(labels[index] ?? "") ?? [];
    await links.nth(index).click();
    await activeTab(file);
    await page.locator(".statusbar", { hasText: new RegExp(`Ln ${last}, Col`) }).waitFor();
    expect(Number(last)).toBeGreaterThanOrEqual(Number(line));
    await openFile(page, "docs/quince.md");
  });

  it("makes an example of a correction, next to the answer that was wrong", async () => {
    const { page } = workbench;
    const wrong = lastAnswer(threadIn(page));
    await commentAction(wrong, "Wrong Answer");
    await wrong.locator(".edit-textarea .monaco-editor, .edit-container .monaco-editor").first().click();
    await wrong.locator(".monaco-editor.focused").first().waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText("With a clean knife only.");
    await workbench.screenshot("ask-correcting");
    await wrong.getByRole("button", { name: "Save Correction" }).click();
    await notification(page, "The example is in the dataset.");
    await until(() => datasetRows().length === 1);
    expect(datasetRows()[0]).toMatchObject({
      chosen: "With a clean knife only.",
      rejected: ANSWER,
      messages: [{ role: "user", content: expect.stringContaining("How many buds stay on each arm") as string }],
      source: { path: "docs/quince.md" },
    });
    await wrong.getByText("With a clean knife only.").waitFor();
    await workbench.screenshot("ask-corrected");
  });

  it("follows up in the thread, knowing what it has read, and makes an example of the answer", async () => {
    const { page } = workbench;
    const thread = threadIn(page);
    await thread.locator(".review-thread-reply-button").click();
    await thread.locator(".comment-form .monaco-editor.focused").waitFor();
    await page.keyboard.type("And with what is it tied?", { delay: 20 });
    await thread.locator(".form-actions").getByRole("button", { name: "Ask" }).click();
    const text = await answered(thread, 4);
    await workbench.screenshot("ask-follow-up");
    expect(text).toMatch(/docs\/quince\.md:\d+-\d+/);
    expect(Number(/(\d+) of them known/.exec(text)?.[1])).toBeGreaterThan(100);
    await commentAction(lastAnswer(thread), "Add to Dataset");
    await until(() => datasetRows().length === 2);
    expect(datasetRows().at(-1)).toMatchObject({
      messages: [
        { role: "user", content: expect.stringContaining("And with what is it tied?") as string },
        { role: "assistant", content: ANSWER },
      ],
    });
  });

  it("shows what a hostile file says as words, and runs, opens and loads nothing of it", async () => {
    const { page } = workbench;
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await openFile(page, "docs/walrus.md");
    await runCommand(page, "Espalier: Ask");
    await answer(page, "How many tusks has a walrus?");
    const thread = threadIn(page);
    await answered(thread, 2);
    const body = commentBodies(thread).last();
    expect(await body.innerText()).toContain('<img src="http://127.0.0.1:2/walrus.png">');
    expect(await body.locator("img").count()).toBe(0);
    const links = await body.locator("a").all();
    const targets = await Promise.all(
      links.map(async (link) => (await link.getAttribute("data-href")) ?? (await link.getAttribute("href")) ?? ""),
    );
    expect(targets.length).toBeGreaterThan(0);
    for (const target of targets) expect(target).toMatch(/^command:espalier\.ask\.openPlace\?/);
    expect(requests.filter((url) => url.includes("127.0.0.1:2/"))).toEqual([]);
    await workbench.screenshot("ask-hostile");
  });
});

describe("asking about code", () => {
  it("asks by the lens above a function, and writes the answer as its doc comment", async () => {
    const { page } = workbench;
    await openFile(page, "src/prune.ts");
    await page.locator(LENS, { hasText: "Ask Espalier" }).first().click();
    await until(() => retrievers().length > 0);
    // Held for as long as it takes to draw the question without its answer.
    const held = retrievers();
    for (const pid of held) process.kill(pid, "SIGSTOP");
    await answer(page, "What does it do?");
    const thread = threadIn(page);
    await thread.getByText(/Looking into the files/).waitFor();
    for (const pid of held) process.kill(pid, "SIGCONT");
    expect(await answered(thread, 2)).toMatch(/src\/prune\.ts:1-3/);
    await commentAction(lastAnswer(thread), "Insert as Doc Comment");
    await page.locator(".view-line", { hasText: "/**" }).first().waitFor();
    await workbench.screenshot("ask-doc-comment");
    await page.locator(".view-line", { hasText: "export function prune" }).first().click();
    await page.keyboard.press("Control+s");
    const file = join(workbench.workspace, "src", "prune.ts");
    await until(() => readFileSync(file, "utf8").startsWith("/**"));
    expect(readFileSync(file, "utf8").replaceAll(/\s+(?:\* )?/g, " ")).toContain(ANSWER);
  });

  it("shows the answer where it is asked for, though the function ends far below", async () => {
    const { page } = workbench;
    await openFile(page, "src/train.ts");
    const ask = async () => {
      await page.locator(LENS, { hasText: "Ask Espalier" }).first().click();
      await answer(page, "What does it do?");
      const thread = threadIn(page);
      expect(await answered(thread, 2)).toMatch(/src\/train\.ts:\d+-\d+/);
      return thread;
    };
    const box = await (await ask()).locator(".review-comment").last().boundingBox();
    await workbench.screenshot("ask-long-function");
    expect(box).toMatchObject({ y: expect.any(Number) as number });
    expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(900);
    // Asked again there, the earlier one is not in the way.
    await ask();
    await until(async () => (await page.locator(".review-widget").count()) === 1);
  });
});

describe("asking in a language that no extension here knows", () => {
  it("is about the whole function at the cursor", async () => {
    const { page } = workbench;
    await openFile(page, "src/graft.py");
    await runCommand(page, "Espalier: Ask");
    await answer(page, "What does it do?");
    expect(await answered(threadIn(page), 2)).toMatch(/src\/graft\.py:1-4 graft/);
    await workbench.screenshot("ask-python");
  });
});

describe("the Ask tab", () => {
  const QUESTION = "Where does the pelican nest?";
  const tab = () => webviewFrame(workbench.page, 'body[data-view="panel"] .asking');
  /** Asks, and returns the places of the passages once the answer is there. */
  async function passages(asked: number): Promise<string> {
    const frame = await tab();
    await frame.locator(".asking textarea").fill(QUESTION);
    await frame.locator(".asking textarea").press("Control+Enter");
    await until(async () => (await frame.locator('article[data-state="done"]').count()) === asked);
    return frame.locator("article").first().locator("ul.sources").innerText();
  }

  it("finds what an editor holds and nobody has saved", async () => {
    const { page } = workbench;
    await runCommand(page, "Espalier: Open Ask");
    expect(await passages(1)).not.toContain("docs/plum.md:1-15");
    await openFile(page, "docs/plum.md");
    await page.locator(".editor-instance .view-line").first().click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.insertText("# Pelican\n\n## Where does the pelican nest?\n\nThe pelican nests in row 9.\n\n");
    await page.locator(".view-line", { hasText: "nests in row 9" }).first().waitFor();
    expect(readFileSync(join(workbench.workspace, "docs", "plum.md"), "utf8")).not.toContain("elican");
    await runCommand(page, "Espalier: Open Ask");
    expect(await passages(2)).toContain("docs/plum.md:1-15");
    await workbench.screenshot("ask-tab");
    expect(await workbench.audit(await tab())).toEqual([]);
  });

  it("has kept its history when the window is reloaded", async () => {
    const { page } = workbench;
    await openFile(page, "docs/plum.md");
    await runCommand(page, "File: Revert File");
    await workbench.reload();
    await runCommand(page, "Espalier: Open Ask");
    const frame = await tab();
    await until(async () => (await frame.locator("article h3", { hasText: QUESTION }).count()) === 2);
    await frame.locator("article").last().locator("ul.sources button").first().click();
    await page
      .locator(".tabs-container .tab.active", { hasText: /\.(?:md|ts)/ })
      .first()
      .waitFor();
    await runCommand(page, "Espalier: Open Ask");
    await (await tab()).getByRole("button", { name: "Clear history" }).click();
    await until(async () => (await (await tab()).locator("article").count()) === 0);
  });
});

describe("a hover, where the setting asks for it", () => {
  it("explains the symbol whose name it is on", async () => {
    const { page } = workbench;
    await openFile(page, "docs/plum.md");
    await page.locator(".view-line", { hasText: "How is the plum pruned?" }).locator("span").last().click();
    await runCommand(page, "Show or Focus Hover");
    await page
      .locator(".monaco-hover", { hasText: /passages? read/ })
      .first()
      .waitFor();
    await workbench.screenshot("ask-hover");
    await page.keyboard.press("Escape");
  });
});
