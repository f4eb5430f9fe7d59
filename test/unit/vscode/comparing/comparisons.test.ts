import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { UserError } from "../../../../src/base/errors.ts";
import type { AnswerSession } from "../../../../src/app/answers/answerSession.ts";
import type { Generation } from "../../../../src/core/generation.ts";
import type { CompareForm } from "../../../../src/protocol/panel.ts";
import type { Activities } from "../../../../src/vscode/activities.ts";
import { eventually } from "../../../support/eventually.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";
import { editor, logStandIn, mementoStandIn } from "../../../support/vscodeStandIn.ts";

vi.mock("vscode", async () => (await import("../../../support/vscodeStandIn.ts")).vscodeStandIn);
vi.mock("../../../../src/app/answers/comparisonSides.ts", () => ({
  serveSides: async () => ({ modelPath: "model.gguf", template: undefined, adapters: [undefined, undefined] }),
}));
const { trackComparisons } = await import("../../../../src/vscode/comparing/comparisons.ts");

beforeEach(() => editor.reset());

const form: CompareForm = {
  runId: "run-1",
  sides: [{ scale: 1 }, { runId: "run-1", scale: 1 }],
  messages: [{ role: "user", content: "When is the quince pruned?" }],
  maxTokens: 8,
  temperature: 0,
  seed: 0,
  isBlind: false,
};
const generation = (text: string) =>
  ({ text, tokensPerSecond: 1, answerTokens: 2, finish: "stop" }) as unknown as Generation;
/** Answers at once. */
const session = (answer: AnswerSession["answer"]): AnswerSession => ({
  answer,
  [Symbol.asyncDispose]: () => Promise.resolve(),
});
const answering = session(async (_request, { onAnswer }) => {
  onAnswer(0, generation("Never."));
  onAnswer(1, generation("In May."));
});
const activities = {
  list: () => [],
  run: (_about: unknown, work: (signal: AbortSignal, report: () => void) => unknown) =>
    work(new AbortController().signal, () => undefined),
} as unknown as Activities;
const opened = (memory = mementoStandIn(), given = answering) =>
  trackComparisons({ find: () => undefined }, activities, memory, logStandIn().log, given);
const isAnswered = (all: ReturnType<typeof opened>) =>
  eventually(() => expect(all.list()[0]?.answers.map(({ state }) => state)).toEqual(["done", "done"]));

describe("comparisons", () => {
  it("are there again after the window is reloaded, with their answers and votes", async () => {
    const [memory, folder] = [mementoStandIn(), temporaryFolder()];
    const before = opened(memory);
    before.ask(folder, form);
    await isAnswered(before);
    await before.vote(folder, "1", "right");
    before.dispose();
    const after = opened(memory);
    expect(after.list()).toEqual(before.list());
    expect(after.list()[0]).toMatchObject({ vote: "right", answers: [{ text: "Never." }, { text: "In May." }] });
    after.ask(folder, form);
    expect(after.list().map(({ id }) => id)).toEqual(["1", "2"]);
  });

  it("that were not answered when the window went are not there, and none is once they are cleared", async () => {
    const memory = mementoStandIn();
    const before = opened(
      memory,
      session(() => new Promise(() => undefined)),
    );
    before.ask(temporaryFolder(), form);
    expect(opened(memory).list()).toEqual([]);
    const answered = opened(memory);
    answered.ask(temporaryFolder(), form);
    await isAnswered(answered);
    answered.clear();
    expect(opened(memory).list()).toEqual([]);
  });

  it("count a vote where their run is, though another folder is shown meanwhile", async () => {
    const [home, other] = [temporaryFolder(), temporaryFolder()];
    const all = opened();
    all.ask(home, form);
    await isAnswered(all);
    await all.vote(other, "1", "left");
    expect(readFileSync(join(home, ".espalier", "votes.jsonl"), "utf8")).toContain('"run-1"');
    expect(existsSync(join(other, ".espalier"))).toBe(false);
    // What is shown is what the shown folder has.
    expect(all.votes()).toEqual([]);
  });

  it("say why nothing is answered where the process died, and offer to ask again", async () => {
    editor.presses = ["Try Again"];
    const died = new UserError("worker/died", "the inference process was ended by SIGKILL", "Close other programs.");
    let isFirst = true;
    const all = opened(
      mementoStandIn(),
      session(async (...args) => {
        if (!isFirst) return answering.answer(...args);
        isFirst = false;
        throw died;
      }),
    );
    all.ask(temporaryFolder(), form);
    await eventually(() => expect(all.list()).toHaveLength(2));
    expect(all.list()[0]?.error).toContain("was ended by SIGKILL");
    await eventually(() => expect(all.list()[1]?.answers.map(({ text }) => text)).toEqual(["Never.", "In May."]));
  });
});
