import { describe, expect, it } from "vitest";
import { completeQuestion } from "../../../../src/retrieval/grounding/followUp.ts";

const before = ["Where is a run locked?"];

describe("a question that follows another", () => {
  it.each(["And where is it released?", "what about checkpoints?", "Why?", "Who calls that?"])(
    "is searched for with it: %s",
    (question) => {
      expect(completeQuestion(question, before)).toEqual({ query: `${question} ${before[0]}`, earlier: before[0] });
    },
  );

  it("stands by itself where it names what it is about", () => {
    expect(completeQuestion("How is memory planned for training?", before)).toEqual({
      query: "How is memory planned for training?",
    });
  });

  it("reaches over follow-ups to the question that stood by itself", () => {
    const { earlier } = completeQuestion("and it?", [
      "Where is memory planned?",
      ...before,
      "why?",
      "And who calls it?",
    ]);
    expect(earlier).toBe(before[0]);
  });

  it("is taken as it is where nothing came before", () => {
    expect(completeQuestion("What is it?", [])).toEqual({ query: "What is it?" });
  });
});
