import { describe, expect, it } from "vitest";
import type { ServedModel } from "../../../src/app/answers/servedModel.ts";
import { describeServed, describeSpeed } from "../../../src/cli/servedFlags.ts";
import type { Generation } from "../../../src/core/generation.ts";

const generation = (finish: Generation["finish"], answerTokens: number): Generation => ({
  text: "",
  finish,
  promptTokens: 20,
  reusedTokens: 0,
  answerTokens,
  firstTokenMs: 420,
  tokensPerSecond: 31.4,
});

describe("what answers", () => {
  const run = { kind: "run", id: "20261126-014700-quick", title: "Nov 26, 01:47 quick", isNamed: false } as const;

  it.each<[string, Pick<ServedModel, "tuning" | "adapter">]>([
    ["small", { tuning: { kind: "none" } }],
    ["small, not tuned: there is no run here yet", { tuning: { kind: "no-run-yet" } }],
    [
      "small + a.gguf at strength 0.5",
      { tuning: { kind: "adapter", path: "a.gguf" }, adapter: { path: "/a.gguf", scale: 0.5 } },
    ],
    ["small tuned by 20261126-014700-quick", { tuning: run, adapter: { path: "/a.gguf", scale: 1 } }],
    ["small tuned by mine (20261126-014700-quick)", { tuning: { ...run, title: "mine", isNamed: true } }],
  ])("is described as %s", (text, served) => {
    expect(describeServed({ modelPath: "/small.gguf", model: "small", ...served })).toBe(text);
  });
});

describe("the speed of an answer", () => {
  it("is told with the time to the first token", () => {
    expect(describeSpeed(generation("end", 52), { maxTokens: 256 })).toBe(
      "52 tokens, 31.4 tokens/s, first after 0.42 s",
    );
  });

  it("comes with what cut the answer: the limit that was asked for, or the model's context", () => {
    expect(describeSpeed(generation("length", 256), { maxTokens: 256 })).toMatch(/, cut at --max-tokens$/);
    expect(describeSpeed(generation("length", 200), { maxTokens: 256 })).toMatch(
      /, cut at the end of the model's context$/,
    );
  });
});
