import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDataset } from "../../src/app/datasets/datasetSession.ts";
import { until } from "../support/until.ts";
import { type ExtensionWorkbench, openExtensionWorkbench } from "../support/vscodeHost/extensionWorkbench.ts";
import { answerPath, appears, runCommand, webviewFrame } from "../support/vscodeHost/workbench.ts";

// One window, one story: each test goes on where the one before it ended.
let workbench: ExtensionWorkbench;
beforeAll(async () => {
  workbench = await openExtensionWorkbench();
});
afterAll(() => workbench[Symbol.asyncDispose]());

const panel = (): Promise<Frame> => webviewFrame(workbench.page, 'body[data-view="panel"] vscode-tabs');
const review = (): Promise<Frame> => webviewFrame(workbench.page, 'body[data-view="review"] main');
const file = (name: string) => join(workbench.workspace, ".espalier", "datasets", name);
const lines = (path: string) => readFileSync(path, "utf8").trim().split("\n");
const part = (frame: Frame, name: string): Locator => frame.getByRole("region", { name, exact: true });
const press = (place: Frame | Locator, name: string | RegExp) => place.getByRole("button", { name }).first().click();
const rowOf = (place: Locator, name: string): Locator => place.getByRole("row").filter({ hasText: name }).first();
const figure = async (place: Locator, name: string): Promise<number> =>
  Number(
    (/\d[\d,]*/.exec((await rowOf(place, name).locator("td.count").first().innerText()) ?? "")?.[0] ?? "").replace(
      ",",
      "",
    ),
  );
const tile = async (frame: Frame, name: string): Promise<number> =>
  Number(
    await frame
      .locator(".tiles > div", { has: frame.getByText(name, { exact: true }) })
      .locator("dd")
      .first()
      .innerText(),
  );
const splitTotal = async (frame: Frame): Promise<number> => {
  const split = part(frame, "Split");
  const counts = await Promise.all(["Training", "Validation", "Test"].map((name) => figure(split, name)));
  return counts.reduce((sum, count) => sum + count, 0);
};
const listed = async (): Promise<number> => {
  const option = (await review()).getByRole("option").first();
  await option.waitFor();
  return Number(await option.getAttribute("aria-setsize"));
};
const command = async (title: string): Promise<Frame> => {
  await runCommand(workbench.page, `Espalier: ${title}`);
  return panel();
};

describe("the panel's Dataset tab", () => {
  it("says what to do where there is no dataset, and builds one", async () => {
    const frame = await command("Open Dataset");
    await frame.getByText("There is no dataset yet.").waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("dataset-none");
    await press(frame, "Build dataset");
    await part(frame, "Split").waitFor();
    expect(await tile(frame, "Examples")).toBe(lines(file("dataset.jsonl")).length);
  });

  it("tells lengths as the chosen model counts them, as a picture and as a table", async () => {
    const frame = await panel();
    const lengths = part(frame, "Length in tokens");
    await lengths.getByRole("img", { name: /^Half of the \d+ examples have \d+ tokens or fewer/ }).waitFor();
    await press(lengths, "Show as a table");
    const counts = await lengths.getByRole("row").locator("td.count").allInnerTexts();
    expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(await tile(frame, "Examples"));
    expect(await workbench.audit(frame)).toEqual([]);
    await press(lengths, "Show as bars");
  });

  it("tells what is trained on, what is held out, and what the two share", async () => {
    const frame = await panel();
    const split = part(frame, "Split");
    await split.getByRole("row").filter({ hasText: "Eight words in a row" }).waitFor();
    expect(await splitTotal(frame)).toBe(await tile(frame, "Take part"));
    expect(await figure(split, "Files")).toBe(0);
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("dataset");
  });

  it("opens the review at what a figure counts", async () => {
    const frame = await panel();
    const kinds = part(frame, "By kind");
    const [kind] = await kinds.getByRole("rowheader").allInnerTexts();
    const count = await figure(kinds, kind ?? "");
    await press(kinds, kind ?? "");
    await until(async () => (await listed()) === count);
    await press(part(await panel(), "Split"), "Test");
    await until(async () => (await listed()) === (await figure(part(frame, "Split"), "Test")));
  });

  it("follows decisions that are taken elsewhere", async () => {
    const frame = await panel();
    const before = await tile(frame, "Take part");
    const session = await openDataset(workbench.workspace, "dataset", { by: "the command line" });
    const [id = ""] = await session.idsOf({ excluded: ["none"] });
    await session.decide([id], { state: "rejected" });
    session.close();
    await until(async () => (await tile(frame, "Take part")) === before - 1);
    const split = part(frame, "Split");
    const again = split.getByRole("button", { name: "Measure again" });
    await until(async () => {
      // What was read anew as a whole is measured unasked; after a single decision one asks.
      if (await again.isVisible()) await appears(again.click({ timeout: 2_000 }));
      return (await splitTotal(frame)) === before - 1;
    });
    await split.getByText("Something was decided since.").waitFor({ state: "detached" });
  });

  it("imports a file after showing how it would be read; broken rows are listed", async () => {
    const rows = [
      '{"prompt":"When is the rose cut?","completion":"In March, above the third bud."}',
      '{"prompt":"And"}',
    ];
    writeFileSync(join(workbench.workspace, "rows.jsonl"), rows.join("\n"));
    const frame = await command("Import into Dataset");
    await answerPath(workbench.page, join(workbench.workspace, "rows.jsonl"));
    const form = part(frame, "Import examples");
    await form.getByRole("cell", { name: "When is the rose cut?" }).waitFor();
    await form.getByRole("cell", { name: /^Found .*, expected / }).waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("dataset-import");
    await press(form, "Take the good rows");
    await form.getByText("1 example added").waitFor();
    await form.getByText(/^rows.jsonl, line 2: found/).waitFor();
    expect(readFileSync(file("dataset.jsonl"), "utf8")).toContain("When is the rose cut?");
    expect(await workbench.audit(frame)).toEqual([]);
  });

  it("builds again with other kinds, and keeps what was imported and decided", async () => {
    const frame = await command("Rebuild Dataset");
    const form = part(frame, "Rebuild");
    await form
      .locator("vscode-checkbox", { hasText: /faq \(\d+ now\)/ })
      .first()
      .waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("dataset-build");
    await press(form, "Build now");
    await form.getByText(/Built: \d+ examples take part[\s\S]*Nothing changed/).waitFor();
    expect(readFileSync(file("dataset.jsonl"), "utf8")).toContain("When is the rose cut?");
    expect(lines(file("dataset.review.jsonl"))).toHaveLength(1);
  });

  it("says what a format cannot hold, and writes the rest", async () => {
    const { page, workspace } = workbench;
    const frame = await command("Export Dataset");
    const form = part(frame, "Export");
    await form.getByText(/\d+ examples can be written so\./).waitFor();
    const count = Number(/\d+/.exec(await form.getByText(/can be written so/).innerText())?.[0]);
    expect(count).toBe(await tile(frame, "Take part"));
    expect(await workbench.audit(frame)).toEqual([]);
    await press(form, "Export…");
    const out = join(workspace, "messages.jsonl");
    await answerPath(page, out);
    await form.getByText(`${count} examples written:`).waitFor();
    expect(lines(out)).toHaveLength(count);
  });

  it("tries another split before it keeps it", async () => {
    const frame = await command("Split Dataset");
    const form = part(frame, "Draw the split anew");
    const stored = () => readFileSync(file("dataset.jsonl"), "utf8");
    const before = stored();
    const set = async (name: string, value: string) => {
      await form.locator(`#split-${name} input`).fill(value);
      await form.locator(`#split-${name} input`).press("Tab");
    };
    await set("train", "50");
    await set("validation", "25");
    await set("test", "25");
    await set("seed", "5");
    await form.locator("vscode-checkbox").first().click();
    await press(form, "Try this draw");
    await form.getByText("nothing is changed yet").waitFor();
    expect(stored()).toBe(before);
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("dataset-split");
    await press(form, "Keep this split");
    await until(() => stored() !== before);
    await form.getByText("nothing is changed yet").waitFor({ state: "detached" });
    await part(frame, "Revisions").getByRole("row").filter({ hasText: "split" }).first().waitFor();
  });

  it("scans the files, and opens the review at what is undecided", async () => {
    // In parts, so that nobody takes it for a real one.
    const secret = ["gh", "p_", "R8f2".repeat(9)].join("");
    const text = `# Keys\n\n## Where is the key of the shed?\n\nThe token of the shed is ${secret}, under the third stone.\n`;
    writeFileSync(join(workbench.workspace, "docs", "keys.md"), text);
    const frame = await command("Scan Dataset for Secrets");
    const form = part(frame, "Secrets in the files");
    await form.getByRole("row").filter({ hasText: "docs/keys.md" }).waitFor();
    expect(await frame.content()).not.toContain(secret);
    await runCommand(workbench.page, "Espalier: Build Dataset from This Workspace");
    await until(async () => (await tile(await panel(), "Secrets to decide")) > 0);
    expect(await workbench.audit(frame)).toEqual([]);
    const findings = part(frame, "Secrets and personal data");
    await press(findings, "Review");
    await (await review()).getByRole("list", { name: "Secrets and personal data" }).waitFor();
    await workbench.screenshot("dataset-findings");
  });

  it("finds examples that say the same, and leaves all but one out when told", async () => {
    const again = '{"prompt":"When is the rose cut?","completion":"In March, above the third bud!"}';
    writeFileSync(join(workbench.workspace, "again.jsonl"), again);
    let frame = await command("Import into Dataset");
    await answerPath(workbench.page, join(workbench.workspace, "again.jsonl"));
    const form = part(frame, "Import examples");
    await form.getByRole("cell", { name: "In March, above the third bud!" }).waitFor();
    await press(form, "Take the good rows");
    await form.getByText("1 example added").waitFor();
    frame = await command("Deduplicate Dataset");
    const found = part(frame, "Examples that say the same");
    await found.getByRole("button", { name: "When is the rose cut?" }).first().waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await press(found, "Keep one of each");
    await part(frame, "Duplicates")
      .getByText(/One example of each takes part; left out: \d+/)
      .waitFor();
  });

  it("compares two versions, word by word", async () => {
    const path = file("other.jsonl");
    writeFileSync(path, readFileSync(file("dataset.jsonl"), "utf8").replaceAll("In March, above", "In April, above"));
    const frame = await command("Compare Dataset Versions");
    const form = part(frame, "Compare two versions");
    await form.locator("#version-before").waitFor();
    await press(form, "Compare");
    await form.getByText(/added, \d+ removed, \d+ changed/).waitFor();
    await form
      .locator("ins", { hasText: "March" })
      .or(form.locator("ins", { hasText: "April" }))
      .first()
      .waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("dataset-difference");
  });

  it("shows the same after the window was reloaded", async () => {
    const frame = await panel();
    const before = await tile(frame, "Examples");
    await workbench.reload();
    const reloaded = await panel();
    await part(reloaded, "Split").waitFor();
    await until(async () => (await tile(reloaded, "Examples")) === before);
  });

  it("asks nothing of its content security policy that this refuses", () => {
    expect(workbench.complaints.filter((text) => /Content Security Policy|espalier/i.test(text))).toEqual([]);
  });
});
