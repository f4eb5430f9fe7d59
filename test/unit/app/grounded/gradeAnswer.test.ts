import { describe, expect, it } from "vitest";
import { compareTrials } from "../../../../src/app/grounded/answerMeasures.ts";
import type { AnswerTrial } from "../../../../src/app/grounded/answerTrials.ts";
import { gradeAnswer } from "../../../../src/app/grounded/gradeAnswer.ts";
import type { Source } from "../../../../src/core/groundedAnswer.ts";

const sources: Source[] = [
  { number: 1, path: "a.ts", startLine: 1, endLine: 1, text: "The walrus counts its tusks every winter." },
  { number: 2, path: "b.ts", startLine: 4, endLine: 5, text: "Makes this process the only trainer of a run." },
];
const asked = { question: "What does `lockRun` do?", statements: ["Makes this process the only trainer of a run."] };
const grade = (text: string) => gradeAnswer(text, asked, sources, ({ number }) => number === 2);

describe("gradeAnswer", () => {
  it("finds an answer right that holds the key terms, however it is worded", () => {
    expect(grade("It makes the process a run's only trainer [2].")).toMatchObject({
      isRight: true,
      isAbstention: false,
    });
    expect(grade("It makes things.").isRight).toBe(false);
    // What the question says already is no answer.
    expect(grade("`lockRun` is lockRun.").isRight).toBe(false);
  });

  it("lowers F1 for padding, and does not count citations as words", () => {
    const exact = grade("Makes this process the only trainer of a run. [2]");
    expect(exact.f1).toBe(1);
    expect(
      grade("Makes this process the only trainer of a run, and sorts every file of the folder by its size.").f1,
    ).toBeLessThan(0.7);
  });

  it("counts an abstention as neither right nor cited", () => {
    expect(grade("The sources do not say.")).toMatchObject({
      isAbstention: true,
      isRight: false,
      f1: 0,
      citations: { named: 0, verified: 0, shown: 0, right: 0 },
    });
  });

  it("tells named, verified, shown and right citations apart", () => {
    expect(grade("Makes this process the only trainer of a run. [2]").citations).toEqual({
      named: 1,
      verified: 1,
      shown: 1,
      right: 1,
    });
    // Verified, but of a source that does not answer; then one that its source does not hold; then one that is not there.
    expect(grade("The walrus counts its tusks. [1] It makes a trainer. [1] Every winter. [7]").citations).toEqual({
      named: 3,
      verified: 1,
      shown: 1,
      right: 0,
    });
    // Nothing is named, and the source that says it is found.
    expect(grade("Makes this process the only trainer of a run.").citations).toEqual({
      named: 0,
      verified: 0,
      shown: 1,
      right: 1,
    });
  });
});

const right = grade("Makes this process the only trainer of a run. [2]");
const abstained = grade("The sources do not say.");

function trial(change: Partial<AnswerTrial> = {}): AnswerTrial {
  return {
    alone: abstained,
    given: right,
    retrieved: { ...right, isLetThrough: true, hasGold: true },
    removed: { ...abstained, isLetThrough: true },
    ...change,
  };
}

const measured = (base: AnswerTrial, tuned: AnswerTrial) =>
  new Map(
    compareTrials(
      Array.from({ length: 20 }, () => base),
      Array.from({ length: 20 }, () => tuned),
    ).map((each) => [each.name, each]),
  );

describe("compareTrials", () => {
  it("finds what became better, and what became worse, also where less is better", () => {
    const base = trial({ given: abstained, removed: { ...right, isLetThrough: true } });
    const better = measured(base, trial());
    expect(better.get("givenAccuracy")).toMatchObject({ base: 0, tuned: 1, outcome: "improved" });
    expect(better.get("removedAnswers")).toMatchObject({ base: 1, tuned: 0, outcome: "improved" });
    expect(better.get("aloneAccuracy")).toMatchObject({ outcome: "unclear" });
    const worse = measured(trial(), base);
    expect(worse.get("removedAnswers")).toMatchObject({ difference: 1, outcome: "worse" });
    expect(worse.get("givenAbstentions")).toMatchObject({ outcome: "worse" });
  });

  it("counts the gate where answers are counted as they are served", () => {
    const shut = trial({
      retrieved: { ...right, isLetThrough: false, hasGold: true },
      removed: { ...right, isLetThrough: false },
    });
    const result = measured(shut, trial());
    expect(result.get("retrievedAccuracy")).toMatchObject({ base: 0, tuned: 1 });
    expect(result.get("retrievedAbstentions")).toMatchObject({ base: 1, tuned: 0 });
    expect(result.get("removedAnswers")).toMatchObject({ base: 1 });
    expect(result.get("removedAnswersGated")).toMatchObject({ base: 0 });
  });

  it("blames nobody for not answering what was not among the sources", () => {
    const missing = trial({ retrieved: { ...abstained, isLetThrough: true, hasGold: false } });
    expect(measured(missing, missing).get("retrievedAbstentions")).toMatchObject({ of: { base: 0, tuned: 0 } });
  });
});
