import { describe, expect, it } from "vitest";
import { PRESETS } from "../../../../src/core/presets.ts";
import type { ModelsView } from "../../../../src/protocol/models.ts";
import type { ComparisonView, CurveUpdate, PanelSnapshot } from "../../../../src/protocol/panel.ts";
import type { DatasetRow, RunRow } from "../../../../src/protocol/panelData.ts";
import { keptState, restoredState } from "../../../../src/webview/panel/keptState.ts";
import {
  type Action,
  answerKey,
  INITIAL_STATE,
  type PanelState,
  presetValue,
  reduce,
  trainForm,
} from "../../../../src/webview/panel/state.ts";

const run = (id: string, status: RunRow["status"] = "completed"): RunRow => ({
  id,
  title: id,
  isNamed: false,
  status,
  step: 1,
  totalSteps: 2,
  createdAt: "2026-01-01T00:00:00Z",
  modelName: "tiny",
  preset: "quick",
  config: PRESETS.quick,
  exampleCounts: { train: 1, validation: 1, test: 1 },
  hasResult: true,
  isFull: false,
  isActive: false,
});
const models: ModelsView = { folder: "/m", models: [], found: [], problems: [], totalBytes: 1, storedBytes: 0 };
const dataset = (path: string): DatasetRow => ({
  path,
  title: path,
  exampleCount: 3,
  train: 1,
  validation: 1,
  test: 1,
  excludedCount: 0,
  byKind: {},
});
const snapshot = (change: Partial<PanelSnapshot> = {}): PanelSnapshot => ({
  folder: { path: "/w", name: "w" },
  folders: [],
  isVirtual: false,
  runs: [],
  models,
  datasets: [dataset("/d")],
  activities: [],
  comparisons: [],
  votes: [],
  asked: [],
  settings: {
    fields: [
      { name: "rank", group: "Adapter", help: "rank", kind: "number", presets: { quick: "16", thorough: "32" } },
    ],
    presets: [],
    defaultPreset: "quick",
    defaultModel: "smollm2",
  },
  ...change,
});
const after = (...actions: readonly Action[]): PanelState => actions.reduce(reduce, INITIAL_STATE);
const shows = (change?: Partial<PanelSnapshot>): Action => ({ kind: "snapshot", snapshot: snapshot(change) });
const update = (runId: string, change: Partial<CurveUpdate> = {}): Action => ({
  kind: "curve",
  update: { runId, isAnew: false, steps: [], validations: [], findings: [], warnings: [], ...change },
});
const point = (step: number) => ({ step, loss: step, learningRate: 0, tokensPerSecond: 0, rssBytes: 0 });

describe("the form", () => {
  it("stands for nothing before datasets and models are known, and for the defaults then", () => {
    expect(trainForm(INITIAL_STATE)).toBeUndefined();
    const { datasets, ...withoutDatasets } = snapshot();
    expect(trainForm(after({ kind: "snapshot", snapshot: withoutDatasets }))).toBeUndefined();
    expect(trainForm(after(shows({ datasets: [] })))).toBeUndefined();
    expect(trainForm(after(shows()))).toEqual({
      datasetPath: "/d",
      modelName: "smollm2",
      preset: "quick",
      overrides: {},
    });
    expect(datasets).toHaveLength(1);
  });

  it("falls back to the first dataset when the chosen one is gone", () => {
    const state = after(shows(), { kind: "form", change: { datasetPath: "/gone" } });
    expect(trainForm(state)?.datasetPath).toBe("/d");
  });

  it("keeps fields that differ from the preset, and forgets one that is set back", () => {
    const changed = after(shows(), { kind: "field", name: "rank", value: "8" });
    expect(trainForm(changed)?.overrides).toEqual({ rank: "8" });
    expect(reduce(changed, { kind: "field", name: "rank", value: "16" }).form.overrides).toEqual({});
    expect(presetValue(after(shows(), { kind: "form", change: { preset: "thorough" } }), "rank")).toBe("32");
  });
});

describe("the run that is looked at", () => {
  it("is the one that trains, when none was chosen", () => {
    expect(after(shows({ runs: [run("a"), run("b", "running")] })).curve?.runId).toBe("b");
    expect(after(shows({ runs: [run("a")] })).curve).toBeUndefined();
  });

  it("stays the chosen one while another trains, until it is gone", () => {
    const chosen = after(shows({ runs: [run("a")] }), { kind: "follow", runId: "a" });
    expect(reduce(chosen, shows({ runs: [run("a"), run("b", "running")] })).curve?.runId).toBe("a");
    expect(reduce(chosen, shows({ runs: [run("b", "running")] })).curve?.runId).toBe("b");
    expect(reduce(chosen, shows({ runs: [] })).curve).toBeUndefined();
  });

  it("gathers measurements as they come, and begins anew when told to", () => {
    const state = after(
      { kind: "follow", runId: "a" },
      update("a", { steps: [point(1)] }),
      update("a", { steps: [point(2)] }),
    );
    expect(state.curve?.steps.map(({ step }) => step)).toEqual([1, 2]);
    const anew = reduce(state, update("a", { isAnew: true, steps: [point(1)] }));
    expect(anew.curve?.steps.map(({ step }) => step)).toEqual([1]);
  });

  it("does not take measurements of a run it no longer looks at", () => {
    const state = after({ kind: "follow", runId: "a" }, update("b", { steps: [point(1)] }));
    expect(state.curve).toMatchObject({ runId: "a", steps: [] });
  });

  it("is chosen with the tab that shows it; in the comparison it is the tuned side", () => {
    expect(after({ kind: "tab", tab: "train", subject: "a" }).curve?.runId).toBe("a");
    const compared = after({ kind: "tab", tab: "compare", subject: "a" });
    expect([compared.tab, compared.compare.runId, compared.curve]).toEqual(["compare", "a", undefined]);
  });
});

describe("a comparison", () => {
  const comparison = (id: string, text: string): ComparisonView => {
    const answer = { side: { scale: 1 }, title: "", text, state: "answering" as const };
    return { id, question: "?", answers: [answer, answer], isBlind: false };
  };

  it("takes the answers that come for it and leaves the others", () => {
    const state = after(shows({ comparisons: [comparison("1", ""), comparison("2", "")] }));
    const next = reduce(state, { kind: "comparison", comparison: comparison("2", "more") });
    expect(next.snapshot?.comparisons.map(({ answers }) => answers[0].text)).toEqual(["", "more"]);
  });

  it("keeps what is typed over an answer until it is left, or the comparison is cleared away", () => {
    const edit = (key: string, text: string | undefined): Action => ({ kind: "draft", key, text });
    const compared = shows({ comparisons: [comparison("1", ""), comparison("2", "")] });
    const [first, second] = [answerKey("1", "left"), answerKey("2", "right")];
    const state = after(compared, edit(first, "a"), edit(second, "b"), edit(first, "ab"));
    expect(state.compare.drafts).toEqual({ [first]: "ab", [second]: "b" });
    expect(reduce(state, edit(second, undefined)).compare.drafts).toEqual({ [first]: "ab" });
    expect(reduce(state, shows({ comparisons: [comparison("2", "")] })).compare.drafts).toEqual({ [second]: "b" });
  });
});

describe("what is kept while the page is away", () => {
  it("is what was typed and chosen, and comes back", () => {
    const state = after(
      shows({ runs: [run("a")] }),
      { kind: "tab", tab: "compare" },
      { kind: "follow", runId: "a" },
      { kind: "field", name: "rank", value: "8" },
      { kind: "compare", change: { question: "why?" } },
      { kind: "questions", runId: "a", questions: [] },
    );
    const restored = restoredState(structuredClone(keptState(state)));
    expect(restored).toMatchObject({
      tab: "compare",
      form: { overrides: { rank: "8" } },
      curve: { runId: "a", steps: [] },
    });
    expect(restored.compare.question).toBe("why?");
    expect(restored.compare.questions).toBeUndefined();
    expect(restored.snapshot).toBeUndefined();
  });

  it("is left when it is of another shape", () => {
    expect(restoredState(undefined)).toBe(INITIAL_STATE);
    expect(restoredState({ tab: "train" })).toBe(INITIAL_STATE);
  });
});

describe("asking in the panel", () => {
  const asked = { id: "1", question: "q", folder: "/w", state: "waiting", text: "", sources: [] } as const;

  it("shows an answer as it comes, and none that was cleared away meanwhile", () => {
    const before = reduce(INITIAL_STATE, { kind: "snapshot", snapshot: snapshot({ asked: [asked] }) });
    const coming = { ...asked, state: "answering", text: "so" } as const;
    expect(reduce(before, { kind: "asked", asked: coming }).snapshot?.asked).toEqual([coming]);
    expect(reduce(before, { kind: "asked", asked: { ...coming, id: "2" } }).snapshot?.asked).toEqual([asked]);
  });

  it("keeps what was typed, and who is to answer, for a page that begins anew", () => {
    const typed = reduce(INITIAL_STATE, { kind: "ask", change: { question: "half a", answering: "base" } });
    expect(restoredState(keptState(typed)).ask).toEqual({ question: "half a", answering: "base" });
    const { ask, ...older } = keptState(typed);
    expect([ask?.answering, restoredState(older).ask]).toEqual(["base", INITIAL_STATE.ask]);
  });
});
