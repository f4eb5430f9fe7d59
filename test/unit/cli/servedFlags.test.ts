import { describe, expect, it } from "vitest";
import { describeSpeed } from "../../../src/cli/servedFlags.ts";
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
