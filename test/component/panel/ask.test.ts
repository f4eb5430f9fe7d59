import { describe, expect, it } from "vitest";
import type { AskedAnswer } from "../../../src/protocol/asking.ts";
import { eventually } from "../../support/eventually.ts";
import { openPanel } from "../../support/openPanel.ts";
import { panelSnapshot, runRow } from "../../support/panelHost.ts";

describe("the Ask tab", () => {
  const source = { number: 1, path: "docs/quince.md", startLine: 5, endLine: 7, text: "Tie it with twine." };

  it("sends what was typed with Ctrl+Enter, and is ready for the next question", async () => {
    const { page, host } = await openPanel(panelSnapshot(), "ask");
    const question = page.getByRole("textbox", { name: "Question" });
    await question.fill("How is the quince tied?");
    await question.press("Control+Enter");
    await eventually(() =>
      expect(host["ask/send"]).toHaveBeenCalledWith({
        question: "How is the quince tied?",
        answering: { kind: "usual" },
      }),
    );
    await eventually(async () => expect(await question.inputValue()).toBe(""));
  });

  it("empties the box also where a question is sent in the frame of its last letter", async () => {
    const { page, host } = await openPanel(panelSnapshot(), "ask");
    const question = page.getByRole("textbox", { name: "Question" });
    await question.waitFor();
    await page.evaluate(`
      const box = document.querySelector("vscode-textarea.question");
      box.value = "How is the quince tied?";
      box.dispatchEvent(new InputEvent("input"));
      box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true }));`);
    await eventually(() => expect(host["ask/send"]).toHaveBeenCalledOnce());
    await eventually(async () => expect(await question.inputValue()).toBe(""));
  });

  it("shows an answer's words as words, and opens its sources", async () => {
    const asked = {
      id: "a1",
      question: "How is the quince tied?",
      folder: "/garden",
      state: "answering" as const,
      text: "<img src=x onerror=alert(1)> With twine [1].",
      sources: [source],
    };
    const { page, host } = await openPanel(panelSnapshot({ asked: [asked] }), "ask");
    const article = page.getByRole("article", { name: "How is the quince tied?" });
    await article.getByText("<img src=x onerror=alert(1)> With twine").waitFor();
    expect(await article.locator("img").count()).toBe(0);
    await article.getByRole("button", { name: "[1] docs/quince.md:5-7" }).click();
    await eventually(() => expect(host["ask/openSource"]).toHaveBeenCalledWith("a1", 1));
    await article.getByRole("button", { name: "Stop answering" }).click();
    await eventually(() => expect(host["ask/stop"]).toHaveBeenCalledWith("a1"));
  });

  it("says under an answer which run gave it, as the run is called elsewhere", async () => {
    const result: AskedAnswer = {
      by: { model: "small", run: { id: "run-1", title: "first try" } },
      answer: {
        outcome: "answered",
        question: "How is it tied?",
        query: "How is it tied?",
        sources: [source],
        evidence: { isEnough: true, coverage: 1, margin: 1, likelihood: 1, missing: [] },
        statements: [],
        generation: {
          text: "With twine.",
          finish: "end",
          promptTokens: 90,
          reusedTokens: 0,
          answerTokens: 3,
          firstTokenMs: 400,
          tokensPerSecond: 20,
        },
        timings: { searchMs: 4, firstTokenMs: 404 },
      },
    };
    const asked = { id: "a1", question: "How is it tied?", folder: "/garden", text: "", sources: [source] };
    const { page } = await openPanel(panelSnapshot({ asked: [{ ...asked, state: "done", result }] }), "ask");
    await page.getByRole("article").getByText("90 tokens · small tuned by first try", { exact: false }).waitFor();
    expect(await page.getByRole("article").getByText("run-1").count()).toBe(0);
  });
});

describe("what answers where nothing is chosen", () => {
  const runs = [
    runRow({ id: "done", title: "done", isActive: false }),
    runRow({ id: "halted", title: "halted", status: "paused", isActive: false }),
    runRow({ id: "broken", title: "broken", status: "failed", hasResult: false, isActive: false }),
  ];

  it("is named by the Ask tab: the newest run that was trained to its end", async () => {
    const { page, tell } = await openPanel(panelSnapshot({ runs }), "ask");
    const said = (title: string) => page.getByText(`The model in use: ${title}`).filter({ visible: true }).waitFor();
    await said("done");
    tell("snapshot/changed", panelSnapshot({ runs: runs.map((run) => ({ ...run, isActive: run.id === "halted" })) }));
    await said("halted");
  });

  it("is compared by the Compare tab, or the run in use", async () => {
    const { page, tell } = await openPanel(panelSnapshot({ runs }), "compare");
    const chosen = () => page.locator("#tuned").evaluate((field) => (field as unknown as { value: string }).value);
    await eventually(async () => expect(await chosen()).toBe("done"));
    tell("snapshot/changed", panelSnapshot({ runs: runs.map((run) => ({ ...run, isActive: run.id === "halted" })) }));
    await eventually(async () => expect(await chosen()).toBe("halted"));
  });
});
