import { describe, expect, it } from "vitest";
import { askWorkspace, type GroundedTools, readAhead } from "../../../../src/app/answers/askWorkspace.ts";
import type { Source } from "../../../../src/core/groundedAnswer.ts";
import type { SearchHit } from "../../../../src/core/search.ts";
import type { GenerateRequest } from "../../../../src/protocol/inference.ts";

const hit = (path: string, score: number): SearchHit => ({ path, startLine: 1, endLine: 1, score, text: `of ${path}` });

/** A model that reads and says nothing, and a search that finds what each test says. */
function tools(found: Readonly<Record<string, readonly SearchHit[]>>) {
  const prepared: GenerateRequest[] = [];
  const asked: GenerateRequest[] = [];
  const generation = {
    text: "Said.",
    finish: "end",
    promptTokens: 9,
    reusedTokens: 0,
    answerTokens: 2,
    firstTokenMs: 5,
    tokensPerSecond: 1,
  } as const;
  const made: GroundedTools = {
    retriever: {
      search: async ({ query }) => ({
        hits: found[query] ?? [],
        kind: "hybrid",
        terms: [],
        passageCount: 9,
        tookMs: 1,
      }),
    },
    inference: {
      "tokens/measure": async (texts) => ({ counts: texts.map(({ length }) => length), controlTexts: [] }),
      "prompt/prepare": async (request) => {
        prepared.push(request);
        return { evaluatedTokens: 1, reusedTokens: 0 };
      },
      "answer/generate": async (request) => {
        asked.push(request);
        return generation;
      },
    },
    model: { contextLength: 4096, vocabularySize: 10 },
  };
  return { made, prepared, asked };
}

const options = { maxTokens: 16 };
const listener = { onText: () => undefined };
const prompted = (sources: readonly Source[]): string =>
  sources
    .map(({ number, path, endLine, startLine, title, text }) => {
      const place = `${path}:${startLine}-${endLine}`;
      return `[${number}] ${title === undefined ? place : `${place} ${title}`}\n${text}`;
    })
    .join("\n\n");
const sourcesOf = ({ messages }: GenerateRequest) => messages.at(-1)?.content.split("\n\nQuestion:")[0];

describe("readAhead", () => {
  it("has the model read what the whole question will begin with, and the best last", async () => {
    const [a, b, c] = [hit("a.ts", 9), hit("b.ts", 8), hit("c.ts", 7)];
    const { made, prepared, asked } = tools({
      "how is": [a, b, c],
      "how is it locked": [hit("b.ts", 9), hit("a.ts", 7), c],
    });
    const begun: number[] = [];
    const shown = await readAhead(made, { question: "how is", options }, undefined, ({ length }) => begun.push(length));
    expect(shown.map(({ path }) => path)).toEqual(["c.ts", "b.ts", "a.ts"]);
    expect(begun).toEqual([1, 2, 3]);
    expect(prepared.map(sourcesOf)).toEqual([1, 2, 3].map((count) => prompted(shown.slice(0, count))));
    const answer = await askWorkspace(made, { question: "how is it locked", options, shown, anyway: true }, listener);
    // What was read stays up to the best of now, which stands next to the question.
    expect(answer.sources.map(({ path }) => path)).toEqual(["c.ts", "a.ts", "b.ts"]);
    expect(asked.map(sourcesOf)).toEqual([prompted(answer.sources)]);
    const same = await askWorkspace(made, { question: "how is", options, shown, anyway: true }, listener);
    expect(same.sources).toEqual(shown);
  });

  it("never has less read than is known already", async () => {
    const [a, b, c] = [hit("a.ts", 9), hit("b.ts", 8), hit("c.ts", 7)];
    const { made, prepared } = tools({ how: [a, b], "how is": [a, b, c], "how is it": [a, b, c] });
    const first = await readAhead(made, { question: "how", options });
    const second = await readAhead(made, { question: "how is", options, shown: first });
    expect(second.map(({ path }) => path)).toEqual(["b.ts", "c.ts", "a.ts"]);
    expect(prepared.map(sourcesOf).slice(2)).toEqual([1, 2, 3].map((count) => prompted(second.slice(0, count))));
    prepared.length = 0;
    await readAhead(made, { question: "how is it", options, shown: second });
    expect(prepared.map(sourcesOf)).toEqual([prompted(second)]);
  });

  it("begins with the lines that are asked about, before anything is typed", async () => {
    const { made, prepared } = tools({ "what lines": [hit("b.ts", 8)] });
    const about = { path: "a.ts", startLine: 3, endLine: 3, title: "lines", text: "lines" };
    const shown = await readAhead(made, { question: "", about, options });
    expect(shown.map(({ path }) => path)).toEqual(["a.ts"]);
    const answer = await askWorkspace(made, { question: "what", about, options, shown }, listener);
    expect(answer.sources.map(({ path }) => path)).toEqual(["b.ts", "a.ts"]);
    expect(prepared.map(sourcesOf)).toEqual([prompted(shown)]);
  });

  it("leaves the gate as it is, and shows what it stopped the best last", async () => {
    const [a, b, c] = [hit("a.ts", 9), hit("b.ts", 8.9), hit("c.ts", 8.8)];
    const { made } = tools({ nothing: [a, b, c] });
    const shown = await readAhead(made, { question: "nothing", options });
    const stopped = await askWorkspace(made, { question: "nothing", options, shown }, listener);
    expect(stopped).toMatchObject({ outcome: "abstained", by: "gate" });
    expect(stopped.sources.map(({ path }) => path)).toEqual(["c.ts", "b.ts", "a.ts"]);
  });

  it("has only the instructions read while nothing is asked yet", async () => {
    const { made, prepared } = tools({});
    expect(await readAhead(made, { question: "", options })).toEqual([]);
    expect(prepared.map(({ messages }) => messages.map(({ role }) => role))).toEqual([["system", "user"]]);
  });

  it("stops when the question goes on", async () => {
    const { made, prepared } = tools({});
    await expect(readAhead(made, { question: "how", options }, AbortSignal.abort(new Error("typed")))).rejects.toThrow(
      "typed",
    );
    expect(prepared).toEqual([]);
  });
});
