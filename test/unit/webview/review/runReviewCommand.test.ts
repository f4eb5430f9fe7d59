import { describe, expect, it } from "vitest";
import type { CuratedExample, DecisionChange } from "../../../../src/core/review.ts";
import type { ReviewCommand } from "../../../../src/protocol/review.ts";
import type { ReviewHost } from "../../../../src/webview/review/reviewHost.ts";
import { runReviewCommand } from "../../../../src/webview/review/runReviewCommand.ts";
import { INITIAL_REVIEW, reduceReview, type ReviewState } from "../../../../src/webview/review/state.ts";

const example = (id: string): CuratedExample => ({
  example: {
    form: "chat",
    id,
    kind: "section",
    messages: [
      { role: "user", content: `What is ${id}?` },
      { role: "assistant", content: `It is ${id}.` },
    ],
    source: { path: "docs/a.md", startLine: 3, endLine: 9 },
  },
  findings: [],
  findingDecisions: [],
  remarks: [],
});

const rows = ["a", "b"].map((id) => ({
  id,
  kind: "section",
  form: "chat" as const,
  state: "proposed" as const,
  question: id,
  answer: id,
  isEdited: false,
  tags: [],
  findingCount: 0,
  undecidedFindingCount: 0,
  remarkRules: [],
}));

/** A review that shows the first of two examples, with an extension that writes down what it is asked. */
function review({ isRefused = false } = {}) {
  let state: ReviewState = reduceReview(INITIAL_REVIEW, {
    kind: "page",
    version: 0,
    offset: 0,
    locate: undefined,
    page: { total: 2, rows },
  });
  state = reduceReview(state, { kind: "example", example: example("a") });
  const asked: (readonly [string, ...unknown[]])[] = [];
  const never = () => Promise.reject(new Error("not asked for here"));
  const host: ReviewHost = {
    "view/ready": never,
    "dataset/choose": never,
    "dataset/build": never,
    "dataset/retry": never,
    "activity/cancel": never,
    "examples/page": never,
    "example/get": never,
    "examples/decideAll": never,
    "findings/decide": never,
    async "example/decide"(id: string, change: DecisionChange) {
      asked.push(["decide", id, change]);
      return !isRefused;
    },
    async "decision/undo"() {
      return ["b"];
    },
    async "decision/redo"() {
      return [];
    },
    async "source/open"(...place) {
      asked.push(["open", ...place]);
    },
  };
  const dispatch = (action: Parameters<typeof reduceReview>[1]): void => {
    state = reduceReview(state, action);
  };
  return {
    asked,
    state: () => state,
    dispatch,
    run: (command: ReviewCommand) => runReviewCommand(command, state, dispatch, host),
  };
}

describe("a command of the review", () => {
  it.each([
    ["accept", "accepted"],
    ["reject", "rejected"],
    ["flag", "flagged"],
  ] as const)("decides with %s about the example in view, and goes on to the next", async (command, decided) => {
    const { run, asked, state } = review();
    await run(command);
    expect(asked).toEqual([["decide", "a", { state: decided }]]);
    expect(state().selection?.id).toBe("b");
  });

  it("decides nothing about an example that is not in view yet", async () => {
    const { run, asked } = review();
    await run("next");
    await run("accept");
    expect(asked).toEqual([]);
  });

  it("shows an example again that could not be decided about", async () => {
    const { run, state } = review({ isRefused: true });
    await run("accept");
    expect(state().selection?.id).toBe("a");
  });

  it("keeps an edit with accepting it, and not with anything else", async () => {
    const { run, asked, state, dispatch } = review();
    await run("edit");
    expect(state().drafts).toEqual({ a: ["What is a?", "It is a."] });
    dispatch({ kind: "draft", id: "a", texts: ["What is a?", "Something else."] });
    await run("accept");
    const messages = [
      { role: "user", content: "What is a?" },
      { role: "assistant", content: "Something else." },
    ];
    expect(asked).toEqual([["decide", "a", { state: "accepted", edit: { form: "chat", messages } }]]);
    expect(state().drafts).toEqual({});
  });

  it("keeps what was typed when the edit is refused", async () => {
    const { run, state, dispatch } = review({ isRefused: true });
    dispatch({ kind: "draft", id: "a", texts: ["What is a?", "Something else."] });
    await run("accept");
    expect(state().drafts).toEqual({ a: ["What is a?", "Something else."] });
  });

  it("shows what was undone, and stays where nothing was", async () => {
    const { run, state } = review();
    await run("undo");
    expect(state().selection?.id).toBe("b");
    await run("redo");
    expect(state().selection?.id).toBe("b");
  });

  it("opens the source at its lines", async () => {
    const { run, asked } = review();
    await run("openSource");
    expect(asked).toEqual([["open", "docs/a.md", 3, 9]]);
  });
});
