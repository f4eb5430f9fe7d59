import { describe, expect, it } from "vitest";
import { mayBeCopies } from "../../../../src/curation/duplicates/mayBeCopies.ts";
import { mix32 } from "../../../../src/curation/duplicates/mix32.ts";

describe("what may be a copy", () => {
  const unlike = Array.from({ length: 2000 }, (_, i) => ({ answerWord: mix32(2 * i), questionWord: mix32(2 * i + 1) }));

  it("holds all that share the word of a question or an answer", () => {
    const sameAnswer = { answerWord: mix32(2 * 7), questionWord: 1 };
    const sameQuestion = { answerWord: 2, questionWord: mix32(2 * 9 + 1) };
    const asksNothing = { answerWord: mix32(2 * 11), questionWord: undefined };
    const found = mayBeCopies([...unlike, sameAnswer, sameQuestion, asksNothing]);
    for (const each of [sameAnswer, sameQuestion, asksNothing, unlike[7], unlike[9], unlike[11]]) {
      expect(found).toContain(each);
    }
  });

  it("holds few that share neither", () => {
    expect(mayBeCopies(unlike).length).toBeLessThan(0.15 * unlike.length);
  });
});
