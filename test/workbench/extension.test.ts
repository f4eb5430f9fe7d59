import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultModel } from "../../src/app/defaults.ts";
import { until } from "../support/until.ts";
import { type ExtensionWorkbench, openExtensionWorkbench } from "../support/vscodeHost/extensionWorkbench.ts";
import {
  answer,
  answerPath,
  expandViews,
  notification,
  pick,
  runCommand,
  webviewFrame,
} from "../support/vscodeHost/workbench.ts";

// One window, one story: each test goes on where the one before it ended.
let workbench: ExtensionWorkbench;
beforeAll(async () => {
  workbench = await openExtensionWorkbench({ models: [defaultModel] });
});
afterAll(() => workbench[Symbol.asyncDispose]());

const panel = (): Promise<Frame> => webviewFrame(workbench.page, 'body[data-view="panel"] vscode-tabs');
const runsFolder = () => join(workbench.workspace, ".espalier", "runs");
const runIds = () => (existsSync(runsFolder()) ? readdirSync(runsFolder()).sort() : []);
const newestRun = () => runIds().at(-1) ?? "";
const read = (name: string, id = newestRun()) =>
  JSON.parse(readFileSync(join(runsFolder(), id, name), "utf8")) as Record<string, unknown>;
const statusOnDisk = () => read("state.json").status;
const stepsOnDisk = () => {
  const path = join(runsFolder(), newestRun(), "metrics.jsonl");
  return existsSync(path) ? (readFileSync(path, "utf8").match(/"kind":"step"/g)?.length ?? 0) : 0;
};
const rows = (): Locator =>
  workbench.page.locator('[aria-label^="Runs and Adapters"] .monaco-list-row, .pane-body .monaco-list-row');
/** A trainer takes what others leave of the cores: where they are taken, it needs a minute to begin. */
const TRAINING_MS = 280_000;
const badge = (frame: Frame, text: string) =>
  frame.locator(".badge", { hasText: text }).first().waitFor({ timeout: TRAINING_MS });
const press = (frame: Frame, name: string | RegExp) => frame.getByRole("button", { name }).first().click();
const modelCard = (frame: Frame, title: string): Locator => frame.getByRole("listitem").filter({ hasText: title });
const showTab = (frame: Frame, name: string) => frame.getByRole("tab", { name }).click();

/** Of a model of 135 million parameters, too, that first is loaded. */
const LOADING_MS = 800_000;
const WITH_TIME = { timeout: 1_000_000 };

/** Sets a number of the form, in a group of settings that is closed at first, and when the form is for another model. */
async function setField(frame: Frame, group: "Data" | "Validation", name: string, value: string): Promise<void> {
  const field = frame.locator(`#field-${name} input`);
  const details = frame.locator("details", { has: frame.locator("summary", { hasText: group }) }).first();
  await until(async () => {
    await details.evaluate((element) => void Object.assign(element, { open: true }));
    return field.fill(value, { timeout: 2_000 }).then(
      () => true,
      () => false,
    );
  });
  await field.press("Tab");
}

describe("the packaged extension", () => {
  it("greets an empty workspace with what to do next", async () => {
    const { page } = workbench;
    const tune = page.getByRole("button", { name: "Tune a Model on This Workspace" }).first();
    await until(async () => {
      await expandViews(page, "Runs and Adapters");
      return tune.isVisible();
    });
    await workbench.screenshot("welcome");
    await page.getByRole("button", { name: "Choose What to Train" }).click();
    const frame = await panel();
    await frame.getByText("There is no dataset yet").waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("no-dataset");
  });

  it("tunes a model on the workspace with one command, and says how it went", async () => {
    const { page } = workbench;
    await runCommand(page, "Espalier: Tune a Model on This Workspace");
    const frame = await panel();
    // It goes away by itself.
    const told = notification(page, /validation loss \d+\.\d{3} → \d+\.\d{3}/, TRAINING_MS);
    await Promise.all([badge(frame, "completed"), told]);
    expect(await told).toContain("Compare");
    await page.keyboard.press("Escape");
    await frame.locator("loss-curve canvas").waitFor();
    expect(await frame.locator("loss-curve").getAttribute("aria-label")).toMatch(/training \d.*after 4 steps/);
    await rows().filter({ hasText: "completed" }).first().waitFor();
    expect(read("state.json")).toMatchObject({ status: "completed", step: 4 });
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("trained");
  });

  it("estimates time and memory before a run, and refuses what cannot work with the reason", async () => {
    const frame = await panel();
    await frame.getByRole("term").filter({ hasText: "Time" }).waitFor();
    await setField(frame, "Data", "batchSize", "500");
    await frame.getByText("The dataset has 16 training examples, the batch size is 500").waitFor();
    expect(await frame.getByRole("button", { name: "Start training" }).getAttribute("disabled")).not.toBeNull();
    await setField(frame, "Data", "batchSize", "4");
    await frame.getByRole("term").filter({ hasText: "Time" }).waitFor();
  });

  it("shows curves that move, and tells why when the trainer dies; the run goes on from its checkpoint", async () => {
    const frame = await panel();
    // So many steps, each with a validation, that slow windows are done before they are.
    await setField(frame, "Data", "epochs", "1000");
    await setField(frame, "Data", "batchSize", "1");
    await setField(frame, "Validation", "patience", "0");
    await setField(frame, "Validation", "validateEvery", "1");
    await setField(frame, "Validation", "checkpointEvery", "5");
    await press(frame, "Start training");
    await badge(frame, "training");
    await until(() => runIds().length === 2 && stepsOnDisk() > 6);
    const curve = () => frame.locator("loss-curve").getAttribute("aria-label");
    const before = await curve();
    await until(async () => (await curve()) !== before);
    await workbench.page.locator(".statusbar", { hasText: "Tuning" }).waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("training");

    process.kill(Number(read("trainer.json").pid), "SIGKILL");
    await Promise.all([badge(frame, "failed"), notification(workbench.page, "was ended by SIGKILL")]);
    await frame.getByText("SIGKILL").first().waitFor();
    await workbench.screenshot("failed");
    await press(frame, "Resume");
    await badge(frame, "training");
    // Its trainer says so before it is at work.
    await until(() => statusOnDisk() === "running", TRAINING_MS);
  });

  it("tells the run when somebody types in an editor, so that it gives way", async () => {
    const { page } = workbench;
    await runCommand(page, "New Untitled Text File");
    // Whichever way the editor takes what is typed.
    const text = page.locator(".editor-instance .monaco-editor :is(.native-edit-context, textarea.inputarea)").first();
    const isTold = () => existsSync(join(runsFolder(), newestRun(), "typed"));
    await until(async () => {
      // What is drawn late may take the focus.
      await text.focus();
      await page.keyboard.press("x");
      await page.keyboard.press("Backspace");
      expect(statusOnDisk()).toBe("running");
      return isTold();
    });
    await runCommand(page, "View: Close Editor");
    await badge(await panel(), "training");
  });

  it("finds the running run again after the window is reloaded, and pauses it", async () => {
    expect(statusOnDisk()).toBe("running");
    const pid = read("trainer.json").pid;
    await workbench.reload();
    const frame = await panel();
    await badge(frame, "training");
    expect(read("trainer.json").pid).toBe(pid);
    await workbench.page.locator(".statusbar", { hasText: "Tuning" }).waitFor();
    await press(frame, "Pause");
    await badge(frame, "paused");
    expect(statusOnDisk()).toBe("paused");
  });

  it("keeps what was typed over the reload", async () => {
    const frame = await panel();
    expect(await frame.locator("#field-epochs input").inputValue()).toBe("1000");
  });

  it("answers with base and tuned side by side, and keeps a blind vote", async () => {
    const frame = await panel();
    await showTab(frame, "Compare");
    await press(frame, "Held-out questions");
    const questions = frame.getByRole("list", { name: "Held-out questions" }).getByRole("button");
    await questions.first().waitFor();
    await frame
      .locator("vscode-checkbox", { hasText: "Blind" })
      .or(frame.getByRole("checkbox", { name: "Blind" }))
      .first()
      .click();
    await questions.first().click();
    const article = frame.getByRole("article").first();
    await article.getByText("Answer A").waitFor();
    await article.locator('.answer[data-state="done"]').nth(1).waitFor();
    expect(await article.getByText("Base model").count()).toBe(0);
    await article.getByRole("button", { name: "A", exact: true }).click();
    await article.getByText("Base model").waitFor();
    await frame.getByText(/Your votes for .*: tuned \d, base \d, the same 0\./).waitFor();
    const votes = readFileSync(join(workbench.workspace, ".espalier", "votes.jsonl"), "utf8")
      .trim()
      .split("\n");
    expect(votes.map((line) => (JSON.parse(line) as { isBlind: boolean }).isBlind)).toEqual([true]);
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("compared");
  });

  it("makes examples of answers, which the dataset and its review have then, and takes one back", async () => {
    const frame = await panel();
    const lines = () =>
      readFileSync(join(workbench.workspace, ".espalier", "datasets", "dataset.jsonl"), "utf8")
        .trim()
        .split("\n")
        .filter((line) => (JSON.parse(line) as { kind?: string }).kind === "compared");
    const article = frame.getByRole("article").first();
    const [left, right] = [article.locator(".card").first(), article.locator(".card").last()];
    await left.getByRole("button", { name: "Edit and add" }).click();
    await left.getByRole("textbox", { name: "Answer" }).fill("With soft twine, says who compared.");
    expect(await workbench.audit(frame)).toEqual([]);
    await left.getByRole("button", { name: "Add as example" }).click();
    await Promise.all([
      left.getByText("In the dataset.").waitFor(),
      notification(workbench.page, "The example is in the dataset."),
    ]);
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toContain("With soft twine, says who compared.");

    await right.getByRole("button", { name: "Prefer this" }).click();
    await right.getByText("Preferred to the other").waitFor();
    expect(lines()).toHaveLength(2);
    const { chosen, rejected } = JSON.parse(lines()[1] ?? "") as { readonly chosen: string; readonly rejected: string };
    // What marks code, and the lines around it, is not shown.
    const plain = (text: string | null) => (text ?? "").replaceAll(/[`\s]/g, "");
    expect(plain(chosen)).toBe(plain(await right.locator(".answer").textContent()));
    expect(plain(rejected)).toBe(plain(await left.locator(".answer").textContent()));
    await workbench.screenshot("kept-answers");
    // By key: a notification lies over the button.
    await right.getByRole("button", { name: "Take back" }).press("Enter");
    await right.getByText("Preferred to the other").waitFor({ state: "detached" });
    expect(lines()).toHaveLength(1);

    await left.getByRole("button", { name: "Show" }).click();
    const review = await webviewFrame(workbench.page, 'body[data-view="review"] main');
    await review.locator("article", { hasText: "With soft twine, says who compared." }).waitFor();
  });

  it("shows what was compared, and what became of it, after the window is reloaded", async () => {
    await workbench.reload();
    const article = (await panel()).getByRole("article").first();
    await article.getByText("Base model").waitFor();
    await article.getByText("In the dataset.").waitFor();
    expect(await article.locator('.answer[data-state="done"]').count()).toBe(2);
  });

  it("lists models with what they need and where they come from", async () => {
    const frame = await panel();
    await showTab(frame, "Models");
    const card = modelCard(frame, "SmolLM2 360M Instruct");
    await card.getByRole("button", { name: /Fetch|Download/ }).waitFor();
    await card.getByText("Apache-2.0").waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("models");
  });

  it("trains the default model, chosen among those that are installed, while its curve moves", WITH_TIME, async () => {
    const frame = await panel();
    await modelCard(frame, "SmolLM2 135M Instruct").getByRole("button", { name: "Train" }).click();
    for (const [group, name, value] of [
      ["Data", "batchSize", "1"],
      ["Data", "epochs", "1"],
      ["Data", "maxTokens", "64"],
      ["Data", "maxSteps", "4"],
      ["Validation", "validateEvery", "2"],
    ] as const)
      await setField(frame, group, name, value);
    await frame.getByRole("term").filter({ hasText: "Time" }).waitFor();
    const count = runIds().length;
    await press(frame, "Start training");
    await until(() => runIds().length === count + 1 && existsSync(join(runsFolder(), newestRun(), "state.json")));
    const seen = new Set<string>();
    const curve = frame.locator("loss-curve");
    await until(async () => {
      if ((await curve.count()) > 0) seen.add((await curve.getAttribute("aria-label")) ?? "");
      return statusOnDisk() !== "running" && statusOnDisk() !== "created";
    }, LOADING_MS);
    await badge(frame, "completed");
    expect(read("run.json")).toMatchObject({ model: { name: defaultModel } });
    expect(read("state.json")).toMatchObject({ status: "completed", step: 4 });
    expect([...seen].filter((label) => /after [1-4] steps/.test(label)).length).toBeGreaterThan(1);
    await workbench.screenshot("default-model");
  });

  it("renames and exports a run by the palette", async () => {
    const { page, workspace } = workbench;
    await runCommand(page, "Espalier: Rename Run");
    // The first of them: the only one of the random model that came to its end, by its loss before it was trained.
    await pick(page, "completed · 8.");
    await answer(page, "first try");
    await runCommand(page, "View: Show Espalier");
    await rows().filter({ hasText: "first try" }).first().waitFor();
    expect(read("label.json", runIds()[0])).toEqual({ version: 1, name: "first try" });
    await runCommand(page, "Espalier: Export Adapter");
    await pick(page, "first try");
    await pick(page, "GGUF");
    await answerPath(page, join(workspace, "first.gguf"));
    await notification(page, "llama.cpp serves it");
    expect(existsSync(join(workspace, "first.gguf"))).toBe(true);
    await page.keyboard.press("Escape");
  });

  it("asks before an export takes the place of a file", async () => {
    const { page, workspace } = workbench;
    writeFileSync(join(workspace, "first.gguf"), "somebody's");
    await runCommand(page, "Espalier: Export Adapter");
    await pick(page, "first try");
    await pick(page, "GGUF");
    await answerPath(page, join(workspace, "first.gguf"));
    await page.getByText("first.gguf already exists").first().waitFor();
    await page.keyboard.press("Escape");
    expect(readFileSync(join(workspace, "first.gguf"), "utf8")).toBe("somebody's");
  });

  it("asks nothing of its content security policy that this refuses", () => {
    expect(workbench.complaints.filter((text) => /Content Security Policy|espalier/i.test(text))).toEqual([]);
  });
});
