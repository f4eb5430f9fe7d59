import { describe, expect, it } from "vitest";
import type { AnswerView, ComparisonView, PanelViewFunctions } from "../../src/protocol/panel.ts";
import type { AskedView } from "../../src/protocol/askTab.ts";
import { eventually } from "../support/eventually.ts";
import { openDataset, panelHost, panelSnapshot, runRow } from "../support/panelHost.ts";
import { counts } from "../support/datasetCounts.ts";
import { openWebview } from "../support/webviewPage.ts";

/** The panel with one tab in view. */
async function openTab(tab: Parameters<PanelViewFunctions["tab/show"]>[0], change = {}) {
  const host = panelHost(panelSnapshot(change));
  host["dataset/look"].mockImplementation(() => openDataset(counts));
  const { page, tell } = await openWebview<PanelViewFunctions>("panel", host);
  await page.getByRole("tab", { name: "Train" }).waitFor();
  tell("tab/show", tab);
  await page.locator(`vscode-tab-panel[data-tab="${tab}"]`).waitFor();
  return { page, tell };
}

const answers = (page: Awaited<ReturnType<typeof openTab>>["page"]) =>
  page.getByRole("region", { name: "Answers", exact: true });

const isBusy = (page: Parameters<typeof answers>[0], busy: "true" | "false") =>
  eventually(async () => expect(await answers(page).getAttribute("aria-busy")).toBe(busy));

describe("what is read aloud", () => {
  const asked = (change: Partial<AskedView>): AskedView => ({
    id: "a1",
    folder: "/garden",
    question: "How is it tied?",
    state: "answering",
    text: "With",
    sources: [],
    isKept: false,
    ...change,
  });

  it("is an answer from the files once it is whole, not word by word", async () => {
    const { page, tell } = await openTab("ask", { asked: [asked({})] });
    await isBusy(page, "true");
    tell("snapshot/changed", panelSnapshot({ asked: [asked({ state: "done", text: "With twine." })] }));
    await isBusy(page, "false");
    expect(await answers(page).getAttribute("aria-live")).toBe("polite");
  });

  it("is a comparison once both sides have answered", async () => {
    const side = (title: string, state: AnswerView["state"]): AnswerView => ({
      side: { scale: 1 },
      title,
      text: "With twine.",
      state,
    });
    const comparison = (state: AnswerView["state"]): ComparisonView => ({
      id: "c1",
      question: "How is it tied?",
      isBlind: false,
      answers: [side("Base model", "done"), side("first try", state)],
    });
    const { page, tell } = await openTab("compare", { runs: [runRow()], comparisons: [comparison("answering")] });
    await isBusy(page, "true");
    tell("comparison/changed", comparison("done"));
    await isBusy(page, "false");
  });

  it("is what is being done, and not each percent of it", async () => {
    const activity = { id: "x", kind: "start" as const, subject: "small", text: "Loading the model", fraction: 0.25 };
    const { page } = await openTab("train", { activities: [activity] });
    const status = page.getByRole("status").filter({ hasText: "Loading the model" });
    expect((await status.innerText()).trim()).toBe("Loading the model");
    await page.getByText("25 %").waitFor();
  });
});

describe("names for those who hear them alone", () => {
  it("say of a figure what it counts", async () => {
    const { page } = await openTab("dataset");
    await page.getByRole("button", { name: "Take part: 250" }).waitFor();
  });

  it("say of a vote whose answer is better, wherever it stands", async () => {
    const side = (title: string): AnswerView => ({ side: { scale: 1 }, title, text: title, state: "done" });
    const { page } = await openTab("compare", {
      runs: [runRow()],
      comparisons: [
        { id: "c1", question: "How?", answers: [side("Base model"), side("first try")], isBlind: false },
      ] satisfies ComparisonView[],
    });
    const votes = page.getByRole("group", { name: "Which is better?" });
    await eventually(async () =>
      expect(await votes.getByRole("button").allInnerTexts()).toEqual(["Base model", "The same", "first try"]),
    );
  });
});
