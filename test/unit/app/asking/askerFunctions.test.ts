import { describe, expect, it } from "vitest";
import { askerFunctions, type AskerOptions } from "../../../../src/app/asking/askerFunctions.ts";
import type { StartInference } from "../../../../src/app/answers/answers.ts";
import type { StartRetriever } from "../../../../src/app/search/retriever.ts";
import type { GenerateRequest } from "../../../../src/protocol/inference.ts";
import type { AskEvent, QuestionRequest } from "../../../../src/protocol/asking.ts";
import { retrieverFunctions } from "../../../../src/workers/retrieverFunctions.ts";
import { folderOf } from "../../../support/folder.ts";

const FILES = {
  "docs/quince.md": "# Quince\n\nThe quince is pruned in month 5, to 6 buds on each arm.\n",
  "src/tie.ts": "/** Ties a branch with soft twine. */\nexport function tie(branch: string) {\n  return branch;\n}\n",
};

/** A model that says one sentence, and notes what it was asked. */
function speaking(text: string) {
  const asked: GenerateRequest[] = [];
  const read: GenerateRequest[] = [];
  const start: StartInference = () => {
    const unused = () => Promise.reject(new Error("not asked for here"));
    return {
      pid: 1,
      functions: {
        "model/load": async () => ({ contextLength: 4096, vocabularySize: 300 }),
        "answer/generate": async (request, _signal, onText) => {
          asked.push(request);
          onText?.(text);
          return {
            text,
            finish: "end",
            promptTokens: 9,
            reusedTokens: 0,
            answerTokens: 5,
            firstTokenMs: 1,
            tokensPerSecond: 10,
          };
        },
        "tokens/measure": async (texts) => ({ counts: texts.map(({ length }) => length / 4), controlTexts: [] }),
        "examples/score": unused,
        "prompt/encode": unused,
        "prompt/prepare": async (request) => {
          read.push(request);
          return { evaluatedTokens: 1, reusedTokens: 0 };
        },
        "tokens/text": unused,
      },
      ended: new Promise(() => undefined),
      [Symbol.asyncDispose]: async () => undefined,
    };
  };
  return { asked, read, start };
}

/** The retrieval process's own functions, in this one. */
const startRetriever: StartRetriever = () => {
  const functions = retrieverFunctions();
  const unused = () => Promise.reject(new Error("not asked for here"));
  return {
    pid: 2,
    functions: {
      "index/update": async (...args) => functions["index/update"](...args),
      "index/status": async (...args) => functions["index/status"](...args),
      "index/delete": async (...args) => functions["index/delete"](...args),
      "passages/search": async (...args) => functions["passages/search"](...args),
      "texts/embed": async (...args) => functions["texts/embed"](...args),
      "lines/around": async (...args) => functions["lines/around"](...args),
      "buffer/set": async (...args) => functions["buffer/set"](...args),
      "sources/survey": unused,
      "sources/children": unused,
      "sources/leftOut": unused,
      "sources/include": unused,
      "sources/exclude": unused,
    },
    ended: new Promise(() => undefined),
    [Symbol.asyncDispose]: async () => undefined,
  };
};

function asker(text: string, { isBusy = async () => Promise.resolve(false) }: Pick<AskerOptions, "isBusy"> = {}) {
  const { asked, read, start } = speaking(text);
  const functions = askerFunctions({
    startRetriever,
    startInference: start,
    isBusy,
    choose: async () => ({ load: { modelPath: "/model.gguf" }, adapter: undefined, by: { model: "one sentence" } }),
  });
  const ask = async (request: Partial<QuestionRequest> & Pick<QuestionRequest, "folder" | "question">) => {
    const events: AskEvent[] = [];
    const whole = { before: [], answering: { kind: "usual" }, options: { maxTokens: 32 }, ...request } as const;
    const result = await functions["question/ask"](whole, new AbortController().signal, (event) => events.push(event));
    return { ...result, events };
  };
  const typed = async (request: Partial<QuestionRequest> & Pick<QuestionRequest, "folder" | "question">) => {
    const whole = { before: [], answering: { kind: "usual" }, options: { maxTokens: 32 }, ...request } as const;
    await functions["question/ahead"](whole, new AbortController().signal);
  };
  return { asked, read, ask, typed, functions };
}
const pathsIn = (request: GenerateRequest | undefined): string[] =>
  [...(request?.messages.at(-1)?.content ?? "").matchAll(/^\[\d\] (\S+):/gm)].map(([, path = ""]) => path);

it("makes the index, answers from it, and tells what goes on", async () => {
  const { ask } = asker("The quince is pruned in month 5, to 6 buds.");
  const { answer, by, events } = await ask({ folder: folderOf(FILES), question: "When is the quince pruned?" });
  expect(by).toEqual({ model: "one sentence" });
  expect(answer.outcome === "answered" && answer.statements[0]?.citations[0]?.source?.path).toBe("docs/quince.md");
  expect(events.map(({ kind }) => kind)).toContain("sources");
  expect(events.filter(({ kind }) => kind === "text")).toHaveLength(1);
});

it("takes the lines asked about for the best source, whatever else is found", async () => {
  const { asked, ask } = asker("It ties a branch with soft twine.");
  const text = FILES["src/tie.ts"].trim();
  const about = { path: "src/tie.ts", startLine: 1, endLine: 4, title: "tie", text };
  const { answer } = await ask({ folder: folderOf(FILES), question: "What does it do?", about });
  expect(answer.sources.at(-1)).toMatchObject({ path: "src/tie.ts", startLine: 1, endLine: 4, title: "tie" });
  expect(answer.sources.filter(({ path }) => path === "src/tie.ts")).toHaveLength(1);
  expect(answer.query).toBe("What does it do? tie");
  expect(asked[0]?.messages.at(-1)?.content).toContain("src/tie.ts:1-4 tie");
  expect(answer.outcome).toBe("answered");
});

it("sees an unsaved buffer, and what changed on the disk, in the next answer", async () => {
  const folder = folderOf(FILES);
  const { ask, functions } = asker("The quince is pruned in month 5.");
  const question = "When is the quince pruned?";
  const isHeld = async () => {
    const { answer } = await ask({ folder, question });
    return answer.outcome === "answered" && answer.statements.every(({ citations }) => citations.length > 0);
  };
  expect(await isHeld()).toBe(true);
  functions["buffer/set"](folder, "docs/quince.md", FILES["docs/quince.md"].replace("month 5", "month 11"));
  expect(await isHeld()).toBe(false);
  functions["buffer/set"](folder, "docs/quince.md", undefined);
  expect(await isHeld()).toBe(true);
});

it("finds what stands at a line of a text that no index holds", async () => {
  const { functions } = asker("");
  const around = await functions["lines/around"](folderOf({}), "docs/quince.md", FILES["docs/quince.md"], 3);
  expect(around).toMatchObject({ startLine: 1, title: "Quince", text: FILES["docs/quince.md"].trim() });
});

it("cuts lines asked about that are longer than a model reads", async () => {
  const { ask } = asker("Long.");
  const text = Array.from({ length: 5000 }, (_, line) => `line ${line}`).join("\n");
  const about = { path: "src/long.ts", startLine: 1, endLine: 5000, text };
  const { answer } = await ask({ folder: folderOf(FILES), question: "What is this?", about });
  const source = answer.sources.at(-1);
  expect(source?.path).toBe("src/long.ts");
  expect(source?.endLine).toBe(source?.text.split("\n").length);
  expect(source?.endLine).toBeLessThanOrEqual(400);
});

describe("while a question is typed", () => {
  const about = { path: "src/tie.ts", startLine: 1, endLine: 4, title: "tie", text: FILES["src/tie.ts"].trim() };

  it("has read what the answer begins with", async () => {
    const folder = folderOf(FILES);
    const { asked, read, ask, typed } = asker("It ties a branch with soft twine.");
    await typed({ folder, question: "", about });
    await typed({ folder, question: "What is pruned", about });
    expect(read.map(pathsIn)).toEqual([["src/tie.ts"], ["docs/quince.md"], ["docs/quince.md", "src/tie.ts"]]);
    const { answer } = await ask({ folder, question: "What is pruned here?", about });
    expect(pathsIn(asked[0])).toEqual(["docs/quince.md", "src/tie.ts"]);
    expect(answer.sources.map(({ path }) => path)).toEqual(pathsIn(asked[0]));
  });

  it("reads nothing while a run is trained", async () => {
    const { read, typed } = asker("", { isBusy: async () => Promise.resolve(true) });
    await typed({ folder: folderOf(FILES), question: "When is the quince pruned?" });
    expect(read).toEqual([]);
  });

  it.each(["a newer one", "a question"])("gives way to %s", async (newer) => {
    const folder = folderOf(FILES);
    let goOn = (): void => undefined;
    const { read, ask, typed } = asker("Said.", {
      isBusy: () => new Promise((resolve) => (goOn = () => resolve(false))),
    });
    const older = typed({ folder, question: "When is" });
    const goOnWithOlder = goOn;
    const next =
      newer === "a question" ? ask({ folder, question: "When?" }) : typed({ folder, question: "When is it" });
    goOn();
    goOnWithOlder();
    await expect(older).rejects.toThrow();
    await next;
    expect(read.some(({ messages }) => messages.at(-1)?.content.endsWith("Question: When is"))).toBe(false);
  });
});
