import { describe, expect, it } from "vitest";
import type { Comparisons } from "../../../../src/vscode/comparing/comparisons.ts";
import type { ExampleAdder } from "../../../../src/vscode/review/addExamples.ts";
import { keepAnswers } from "../../../../src/vscode/comparing/keptAnswers.ts";
import type { AnswerView, CompareForm, ComparisonView } from "../../../../src/protocol/panel.ts";

const answer = (text: string): AnswerView => ({ side: { scale: 1 }, title: "secret title", text, state: "done" });
const messages = [{ role: "user", content: "When?" }] as const;

/** One comparison that is blind, and a dataset that knows `known`. */
function opened(left: string, right: string, known: readonly string[] = []) {
  let view: ComparisonView = { id: "1", question: "When?", answers: [answer(left), answer(right)], isBlind: true };
  const form: CompareForm = {
    runId: "r",
    sides: [{ scale: 1 }, { runId: "r", scale: 1 }],
    messages,
    maxTokens: 8,
    temperature: 0,
    seed: 0,
    isBlind: true,
  };
  const comparisons: Pick<Comparisons, "find" | "update" | "list"> = {
    find: (id) => (id === "1" ? { form, view } : undefined),
    update: (id, next) => {
      if (id === "1") view = next(view);
    },
    list: () => [view],
  };
  const dataset = new Map<string, object>();
  let onTakenBack: ((id: string) => void) | undefined;
  let count = 0;
  const examples: Omit<ExampleAdder, "dispose"> = {
    add: async (example) => {
      const id = `x${++count}`;
      dataset.set(id, example);
      return { id, isKnown: known.includes(id), isWithheld: false };
    },
    canTakeBack: (id) => !known.includes(id),
    takeBack: async (id) => {
      dataset.delete(id);
      onTakenBack?.(id);
    },
    onDidTakeBack: (listener) => {
      onTakenBack = listener;
      return { dispose: () => (onTakenBack = undefined) };
    },
  };
  return { kept: keepAnswers(comparisons, examples), view: () => view, dataset };
}

describe("making examples of compared answers", () => {
  it("adds the question with an answer, as given or as edited, and says so at that answer", async () => {
    const { kept, view, dataset } = opened("In May.", "Never.");
    expect(await kept.keep("1", "left")).toBe(true);
    expect(await kept.keep("1", "right", "In June.")).toBe(true);
    const content = (text: string) => ({
      kind: "compared",
      content: { form: "chat", messages: [...messages, { role: "assistant", content: text }] },
    });
    expect([...dataset.values()]).toEqual([content("In May."), content("In June.")]);
    expect(view().answers.map((each) => each.kept)).toEqual([
      { exampleId: "x1", canTakeBack: true },
      { exampleId: "x2", canTakeBack: true },
    ]);
  });

  it("keeps which model answered out of the dataset and the comparison blind", async () => {
    const { kept, view, dataset } = opened("In May.", "Never.");
    await kept.prefer("1", "right");
    expect([...dataset.values()]).toEqual([
      { kind: "compared", content: { form: "preference", messages, chosen: "Never.", rejected: "In May." } },
    ]);
    expect(view()).toMatchObject({ isBlind: true, preference: { exampleId: "x1", better: "right" } });
    expect(view().vote).toBeUndefined();
  });

  it("replaces a preference by its opposite", async () => {
    const { kept, view, dataset } = opened("In May.", "Never.");
    await kept.prefer("1", "right");
    await kept.prefer("1", "left");
    expect([...dataset.keys()]).toEqual(["x2"]);
    expect(view().preference).toMatchObject({ exampleId: "x2", better: "left" });
  });

  it("forgets what is taken back, wherever that was asked", async () => {
    const { kept, view, dataset } = opened("In May.", "Never.");
    await kept.keep("1", "left");
    await kept.prefer("1", "left");
    await kept.takeBack("x1");
    expect(view().answers[0].kept).toBeUndefined();
    expect(view().preference).toBeDefined();
    await kept.takeBack("x2");
    expect(view().preference).toBeUndefined();
    expect(dataset.size).toBe(0);
  });

  it("refuses an empty answer, and a preference between answers that are the same", async () => {
    const { kept, dataset } = opened(" ", "Never.");
    await expect(kept.keep("1", "left")).rejects.toMatchObject({ code: "compare/empty" });
    await expect(kept.prefer("1", "left")).rejects.toMatchObject({ code: "compare/alike" });
    await expect(opened("Yes.", "Yes. ").kept.prefer("1", "left")).rejects.toMatchObject({ code: "compare/alike" });
    expect(dataset.size).toBe(0);
  });

  it("offers no way back for what the dataset had before", async () => {
    const { kept, view } = opened("In May.", "Never.", ["x1"]);
    await kept.keep("1", "left");
    expect(view().answers[0].kept).toEqual({ exampleId: "x1", canTakeBack: false });
  });
});
