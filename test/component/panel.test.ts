import { describe, expect, it } from "vitest";
import type { AskedAnswer } from "../../src/protocol/asking.ts";
import type { AnswerView, ComparisonView, PanelSnapshot, PanelViewFunctions } from "../../src/protocol/panel.ts";
import { eventually } from "../support/eventually.ts";
import { panelHost, panelSnapshot, runRow } from "../support/panelHost.ts";
import { structuralFindings } from "../support/vscodeHost/axe.ts";
import { openWebview } from "../support/webviewPage.ts";

async function openPanel(
  snapshot: PanelSnapshot = panelSnapshot(),
  tab: Parameters<PanelViewFunctions["tab/show"]>[0] = "train",
) {
  const host = panelHost(snapshot);
  const { page, tell } = await openWebview<PanelViewFunctions>("panel", host);
  await page.getByRole("tab", { name: "Train" }).waitFor();
  tell("tab/show", tab);
  await page.locator(`vscode-tab-panel[data-tab="${tab}"]`).waitFor();
  return { host, page, tell };
}

describe("tabs", () => {
  it("are reached by the arrow keys", async () => {
    const { page } = await openPanel();
    await page.getByRole("tab", { name: "Train" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("tab", { name: "Compare", selected: true }).waitFor();
    await page.getByText("There is no adapter to compare yet").waitFor();
  });
});

describe("the form of a training", () => {
  it("starts what it shows: dataset, model, preset and what was changed", async () => {
    const { page, host } = await openPanel();
    await page.getByRole("term").filter({ hasText: "Time" }).waitFor();
    await page.getByText("Data", { exact: true }).click();
    await page.getByRole("spinbutton", { name: "Batch size" }).fill("2");
    await page.keyboard.press("Tab");
    await page.getByText("1 changed").waitFor();
    await page.getByRole("button", { name: "Start training" }).click();
    await eventually(() =>
      expect(host["run/start"]).toHaveBeenCalledWith({
        datasetPath: "/garden/.espalier/datasets/dataset.jsonl",
        modelName: "small",
        preset: "balanced",
        overrides: { batchSize: "2" },
      }),
    );
  });

  it("says why what cannot work is refused, and does not offer to start it", async () => {
    const { page, host, tell } = await openPanel(panelSnapshot({ datasets: [] }));
    await page.getByText("There is no dataset yet").waitFor();
    host["run/estimate"].mockResolvedValue({
      kind: "refused",
      message: "the batch is too large",
      hint: "Make it smaller.",
    });
    tell("snapshot/changed", panelSnapshot());
    await page.getByText(/the batch is too large/i).waitFor();
    expect(await page.getByRole("button", { name: "Start training" }).getAttribute("disabled")).not.toBeNull();
  });

  it("says that a training is about to begin, rather than what to choose meanwhile", async () => {
    const activity = { id: "x", kind: "start" as const, subject: "small", text: "Loading the model" };
    const { page } = await openPanel(panelSnapshot({ runs: [runRow()], activities: [activity] }));
    await page.getByRole("region", { name: "Run", exact: true }).getByText("The training is about to begin.").waitFor();
  });

  it("offers to build a dataset where there is none", async () => {
    const { page, host } = await openPanel(panelSnapshot({ datasets: [] }));
    await page.getByRole("button", { name: "Build dataset" }).click();
    await eventually(() => expect(host["dataset/build"]).toHaveBeenCalled());
  });
});

describe("a run", () => {
  const training = () =>
    panelSnapshot({ runs: [runRow({ status: "running", step: 3, hasResult: false, isActive: false })] });

  it("shows its curve, how far it is and how long it takes, and can be paused and stopped", async () => {
    const { page, host, tell } = await openPanel(training());
    tell("tab/show", "train", "run-1");
    tell("curve/changed", {
      runId: "run-1",
      isAnew: true,
      steps: [1, 2, 3].map((step) => ({
        step,
        loss: 4 - step / 2,
        learningRate: 1e-4,
        tokensPerSecond: 100,
        rssBytes: 1e9,
      })),
      validations: [{ step: 0, loss: 4, best: true }],
      progress: { step: 3, fraction: 0.5, estimateBytes: 1e9, parameterCount: 1 },
      secondsLeft: 60,
      findings: [],
      warnings: [],
    });
    await page.getByRole("img", { name: "Loss by step: training 2.500, validation 4.000, after 3 steps" }).waitFor();
    await page.getByText("Step 3 of 20").waitFor();
    await page.getByText(/about .* left/).waitFor();
    // Where no step is pointed at, the legend tells the newest values.
    const legend = page.locator("loss-curve .u-legend");
    await eventually(async () =>
      expect(await legend.innerText()).toMatch(/^Step\s*3\s*Training loss\s*2\.500[^]*Validation loss\s*4\.000/),
    );
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Stop" }).click();
    await eventually(() =>
      expect(host["run/command"].mock.calls).toEqual([
        ["pause", "run-1"],
        ["stop", "run-1"],
      ]),
    );
  });

  it("that is asked for is in view where it stands below the form", async () => {
    const { page, tell } = await openPanel(panelSnapshot({ runs: [runRow()] }));
    await page.setViewportSize({ width: 480, height: 500 });
    await page.getByRole("button", { name: "Start training" }).waitFor();
    tell("tab/show", "train", "run-1");
    const heading = page.getByRole("heading", { name: "first try" });
    await heading.waitFor();
    await eventually(async () => expect((await heading.boundingBox())?.y).toBeLessThan(200));
  });

  it("stays in view where it is resumed below the form, above which it then stands, and when it ends", async () => {
    const paused = runRow({ status: "paused", hasResult: false, isActive: false });
    const { page, tell } = await openPanel(panelSnapshot({ runs: [paused] }));
    await page.setViewportSize({ width: 480, height: 500 });
    tell("tab/show", "train", "run-1");
    const heading = page.getByRole("heading", { name: "first try" });
    const isInView = async () => {
      const place = (await heading.boundingBox())?.y ?? -1;
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThan(300);
    };
    await eventually(isInView);
    const above = () => page.evaluate<number>("scrollY");
    const whereBelow = await above();
    tell("snapshot/changed", panelSnapshot({ runs: [{ ...paused, status: "running" }] }));
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await isInView();
    expect(await above()).toBeLessThan(whereBelow);
    tell("snapshot/changed", panelSnapshot({ runs: [paused] }));
    await page.getByRole("button", { name: "Resume" }).waitFor();
    await isInView();
  });

  it("that failed says why, and is resumed", async () => {
    const { page, host, tell } = await openPanel(
      panelSnapshot({ runs: [runRow({ status: "failed", reason: "The trainer was ended by SIGKILL." })] }),
    );
    tell("tab/show", "train", "run-1");
    await page.getByText("The trainer was ended by SIGKILL.").waitFor();
    await page.getByRole("status").filter({ hasText: "failed" }).waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await eventually(() => expect(host["run/command"]).toHaveBeenCalledWith("resume", "run-1"));
  });
});

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

describe("where no folder lies on a disk", () => {
  it("says so in the place of everything else", async () => {
    const { folder, ...snapshot } = panelSnapshot({ folders: [], isVirtual: true });
    const { page } = await openWebview<PanelViewFunctions>("panel", panelHost(snapshot));
    await page.getByText(/This folder lies on no disk/).waitFor();
    expect(folder?.name).toBe("garden");
    expect(await page.getByRole("tab").count()).toBe(0);
  });
});

describe("models", () => {
  it("are fetched, trained and deleted by buttons of their own", async () => {
    const { page, host } = await openPanel(panelSnapshot(), "models");
    const card = (title: string) =>
      page.getByRole("list", { name: "Models" }).getByRole("listitem").filter({ hasText: title });
    await card("Large Model").getByText("Needs more memory to tune than this machine has.").waitFor();
    await card("Large Model").getByRole("button", { name: "Download" }).click();
    await card("Small Model").getByRole("button", { name: "Delete" }).click();
    await eventually(() => expect(host["model/get"]).toHaveBeenCalledWith("large"));
    await eventually(() => expect(host["model/remove"]).toHaveBeenCalledWith("small"));
    await card("Small Model").getByRole("button", { name: "Train" }).click();
    await page.getByRole("tab", { name: "Train", selected: true }).waitFor();
  });

  it("on their way show how far they are, and can be stopped", async () => {
    const activity = {
      id: "x",
      kind: "model" as const,
      subject: "large",
      text: "Fetching Large Model",
      fraction: 0.25,
    };
    const { page, host } = await openPanel(panelSnapshot({ activities: [activity] }), "models");
    expect(
      await page.getByRole("progressbar", { name: "Fetching Large Model" }).first().getAttribute("aria-valuenow"),
    ).toBe("25");
    await page.getByRole("button", { name: /Stop|Cancel/ }).click();
    await eventually(() => expect(host["activity/cancel"]).toHaveBeenCalledWith("x"));
  });
});

describe("for those who do not see it", () => {
  it("names and orders what is on each tab, whatever is open or going on there", async () => {
    const activity = { id: "x", subject: "large", text: "Fetching Large Model", fraction: 0.25 };
    const asked = { id: "a1", question: "Where?", folder: "/garden", text: "", sources: [] };
    const { page, host, tell } = await openPanel(
      panelSnapshot({
        runs: [
          runRow(),
          runRow({ id: "run-2", title: "second try", isActive: false, status: "failed", reason: "It ended." }),
        ],
        activities: [{ ...activity, kind: "model" }],
        votes: [{ runId: "run-1", base: 1, tuned: 2, same: 0 }],
        asked: [
          { ...asked, state: "failed", error: "The model is gone." },
          { ...asked, id: "a2", state: "waiting", stage: { kind: "reading", done: 3, total: 9 } },
        ],
      }),
    );
    host["compare/questions"].mockResolvedValue([
      { messages: [], question: "Where?", reference: "Here.", source: "a.md" },
    ]);
    const findings = async (tab: string) => (await structuralFindings(page)).map((finding) => `${tab}: ${finding}`);
    tell("tab/show", "train", "run-2");
    await page.getByText("Data", { exact: true }).click();
    await page.getByRole("spinbutton", { name: "Batch size" }).waitFor();
    const found = await findings("train");
    tell("tab/show", "compare");
    await page.getByRole("checkbox", { name: "Options" }).press("Space");
    await page.getByRole("spinbutton", { name: "Seed" }).waitFor();
    await page.getByRole("button", { name: "Held-out questions" }).click();
    await page.getByRole("list", { name: "Held-out questions" }).getByRole("button", { name: "Where?" }).waitFor();
    found.push(...(await findings("compare")));
    tell("tab/show", "ask");
    await page.getByRole("alert").filter({ hasText: "The model is gone." }).waitFor();
    found.push(...(await findings("ask")));
    tell("tab/show", "models");
    await page.getByRole("progressbar", { name: "Fetching Large Model" }).first().waitFor();
    found.push(...(await findings("models")));
    expect(found).toEqual([]);
  });
});
