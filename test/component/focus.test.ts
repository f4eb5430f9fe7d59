import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { AnswerView, PanelSnapshot, PanelViewFunctions } from "../../src/protocol/panel.ts";
import { counts } from "../support/datasetCounts.ts";
import { eventually } from "../support/eventually.ts";
import { openDataset, panelHost, panelSnapshot, runRow } from "../support/panelHost.ts";
import { openWebview } from "../support/webviewPage.ts";

async function openTab(tab: "ask" | "compare" | "dataset" | "models", snapshot: PanelSnapshot) {
  const host = panelHost(snapshot);
  host["dataset/look"].mockReturnValue(openDataset(counts));
  const { page, tell } = await openWebview<PanelViewFunctions>("panel", host);
  await page.getByRole("tab", { name: "Train" }).waitFor();
  tell("tab/show", tab);
  await page.locator(`vscode-tab-panel[data-tab="${tab}"]`).waitFor();
  return { host, page, tell };
}

/** What has the keys: its name, or its text. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(`{
    const { activeElement } = document;
    activeElement === document.body ? "nobody" : (activeElement.getAttribute("aria-label") ?? activeElement.textContent).trim();
  }`);
const expectFocus = (page: Page, name: string) => eventually(async () => expect(await focused(page)).toBe(name));

describe("the focus", () => {
  const answer = (text: string, title: string): AnswerView => ({ side: { scale: 1 }, title, text, state: "done" });
  const compared = () =>
    panelSnapshot({
      runs: [runRow()],
      comparisons: [
        {
          id: "c1",
          question: "How is the quince tied?",
          answers: [answer("With wire.", "Base model"), answer("With twine.", "first try")],
          isBlind: false,
        },
      ],
    });

  it("goes into an answer that is to be mended, and back to what can be made of it", async () => {
    const { page } = await openTab("compare", compared());
    const tuned = page.getByRole("group", { name: "first try" });
    await tuned.getByRole("button", { name: "Edit and add" }).press("Enter");
    await expectFocus(page, "Answer");
    await page.keyboard.press("Escape");
    await expectFocus(page, "Add as example");
    expect(await tuned.locator(":focus").count()).toBe(1);
  });

  it("stays with a comparison whose vote was given", async () => {
    const { page, host, tell } = await openTab("compare", compared());
    await page.getByRole("button", { name: "The same" }).press("Enter");
    await eventually(() => expect(host["compare/vote"]).toHaveBeenCalledWith("c1", "same"));
    const [comparison] = compared().comparisons;
    if (comparison) tell("comparison/changed", { ...comparison, vote: "same" });
    await page.getByText("You found them equally good.").waitFor();
    await eventually(async () => expect(await page.getByRole("article").locator(":focus").count()).toBe(1));
  });

  it("goes back to the button that opened a form when the form is closed", async () => {
    const { page } = await openTab("dataset", panelSnapshot());
    await page.getByRole("button", { name: "Export…" }).press("Enter");
    await page.getByRole("region", { name: "Export" }).getByRole("button", { name: "Close" }).press("Enter");
    await expectFocus(page, "Export…");
  });

  it("goes to a form that was opened from further down, which is brought into view", async () => {
    const { page } = await openTab("dataset", panelSnapshot());
    await page.setViewportSize({ width: 480, height: 400 });
    await page.getByRole("button", { name: "Scan the files…" }).press("Enter");
    await expectFocus(page, "Close");
    const form = page.getByRole("region", { name: "Secrets in the files" });
    await eventually(async () => expect((await form.boundingBox())?.y).toBeLessThan(100));
  });

  it("goes to the tab where another one is shown instead", async () => {
    const { page } = await openTab("models", panelSnapshot());
    await page.getByRole("button", { name: "Train", exact: true }).press("Enter");
    await page.getByRole("tab", { name: "Train", selected: true }).waitFor();
    await expectFocus(page, "Train");
  });
});

describe("a tab that was scrolled", () => {
  it("is where it was left when it is shown again", async () => {
    const { page, tell } = await openTab("dataset", panelSnapshot());
    await page.setViewportSize({ width: 480, height: 400 });
    const place = () => page.evaluate<number>("scrollY");
    await page.getByRole("region", { name: "Secrets and personal data" }).waitFor();
    await page.mouse.move(200, 200);
    await page.mouse.wheel(0, 300);
    await eventually(async () => expect(await place()).toBe(300));
    tell("tab/show", "models");
    await page.getByRole("list", { name: "Models" }).waitFor();
    await eventually(async () => expect(await place()).toBe(0));
    tell("tab/show", "dataset");
    await eventually(async () => expect(await place()).toBe(300));
  });
});
