import { describe, expect, it } from "vitest";
import type { AnswerView, ComparisonView } from "../../../src/protocol/panel.ts";
import { eventually } from "../../support/eventually.ts";
import { openPanel } from "../../support/openPanel.ts";
import { panelSnapshot, runRow } from "../../support/panelHost.ts";

describe("a comparison", () => {
  const answer = (text: string, title: string): AnswerView => ({ side: { scale: 1 }, title, text, state: "done" });
  const comparison = (change: Partial<ComparisonView> = {}): ComparisonView => ({
    id: "c1",
    question: "How is the quince tied?",
    answers: [answer("With wire.", "Base model"), answer("With twine.", "first try")],
    isBlind: true,
    ...change,
  });
  const compared = (change?: Partial<ComparisonView>) =>
    panelSnapshot({ runs: [runRow()], comparisons: [comparison(change)] });

  it("asks both sides what was typed, with one seed", async () => {
    const { page, host } = await openPanel(panelSnapshot({ runs: [runRow()] }), "compare");
    await page.getByRole("textbox", { name: "Question" }).fill("How is the quince tied?");
    await page.getByRole("button", { name: "Ask both" }).click();
    await eventually(() =>
      expect(host["compare/ask"]).toHaveBeenCalledWith(
        expect.objectContaining({
          sides: [{ scale: 1 }, { runId: "run-1", scale: 1 }],
          messages: [{ role: "user", content: "How is the quince tied?" }],
          seed: 0,
          isBlind: false,
        }),
      ),
    );
  });

  it("that is blind names nobody until the vote", async () => {
    const { page, host, tell } = await openPanel(compared(), "compare");
    const article = page.getByRole("article", { name: "How is the quince tied?" });
    await article.getByRole("group", { name: "Answer A" }).waitFor();
    expect(await article.getByText("Base model").count()).toBe(0);
    await article
      .getByRole("group", { name: "Which is better?" })
      .getByRole("button", { name: "B", exact: true })
      .click();
    await eventually(() => expect(host["compare/vote"]).toHaveBeenCalledWith("c1", "right"));
    tell("comparison/changed", comparison({ vote: "right" }));
    await article.getByRole("group", { name: "first try" }).getByText("better").waitFor();
    await article.getByRole("group", { name: "Base model" }).waitFor();
  });

  it("marks what differs, and makes an example of an edited answer", async () => {
    const { page, host } = await openPanel(compared({ isBlind: false }), "compare");
    const tuned = page.getByRole("group", { name: "first try" });
    expect(await tuned.locator("mark").allInnerTexts()).toEqual(["twine"]);
    await tuned.getByRole("button", { name: "Edit and add" }).click();
    await tuned.getByRole("textbox", { name: "Answer" }).fill("With soft twine.");
    await page.keyboard.press("Control+Enter");
    await eventually(() => expect(host["compare/keep"]).toHaveBeenCalledWith("c1", "right", "With soft twine."));
    await tuned.getByRole("textbox", { name: "Answer" }).waitFor({ state: "detached" });
  });
});

describe("code in a comparison", () => {
  const side = (text: string, title: string): AnswerView => ({ side: { scale: 1 }, title, text, state: "done" });
  const shown = () =>
    openPanel(
      panelSnapshot({
        runs: [runRow()],
        comparisons: [
          {
            id: "c1",
            question: "How is it cut?",
            answers: [
              side("Call `cut` <img src=x>:\n\n```ts\ncut(1);\n```", "Base model"),
              side("Call `cut`:\n\n```ts\ncut(2);\n```\n\nThen wait.", "first try"),
            ],
            isBlind: false,
          },
        ],
      }),
      "compare",
    );

  it("is shown as code, and what holds HTML as words", async () => {
    const { page } = await shown();
    const base = page.getByRole("group", { name: "Base model" });
    expect(await base.locator("pre").innerText()).toBe("cut(1);");
    expect(await base.locator("code").first().innerText()).toBe("cut");
    expect(await base.locator(".answer").innerText()).not.toContain("```");
    expect(await base.locator("img").count()).toBe(0);
    await base.getByText("<img src=x>").waitFor();
  });

  it("has its differences marked as prose has", async () => {
    const { page } = await shown();
    const tuned = page.getByRole("group", { name: "first try" });
    expect(await tuned.locator("pre mark").allInnerTexts()).toEqual(["2"]);
    expect((await tuned.locator(".prose mark").allInnerTexts()).join("")).toBe("Then wait.");
  });
});
