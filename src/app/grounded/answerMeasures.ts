import { type Share, shareDifference, type ShareDifference } from "../../evaluation/pairedShares.ts";
import type { AnswerTrial } from "./answerTrials.ts";
import type { CitationCounts } from "./gradeAnswer.ts";

export interface AnswerMeasure {
  /** Stable, for machines. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly better: "higher" | "lower";
  /** What one question adds; of nothing where it has nothing to say. */
  readonly share: (trial: AnswerTrial) => Share;
}

export interface MeasuredDifference extends ShareDifference, Pick<AnswerMeasure, "name" | "title" | "better"> {
  /** Beyond what chance alone makes likely. */
  readonly outcome: "improved" | "worse" | "unclear";
}

const yesNo = (isSo: boolean): Share => ({ count: isSo ? 1 : 0, of: 1 });
const onlyIf = (isAsked: boolean, share: Share): Share => (isAsked ? share : { count: 0, of: 0 });

/** What is measured of answers, in the order it is told. */
export const ANSWER_MEASURES: readonly AnswerMeasure[] = [
  {
    name: "aloneAccuracy",
    title: "no sources: right",
    better: "higher",
    share: ({ alone }) => yesNo(alone.isRight),
  },
  {
    name: "givenAccuracy",
    title: "passage given: right",
    better: "higher",
    share: ({ given }) => yesNo(given.isRight),
  },
  {
    name: "givenF1",
    title: "passage given: F1",
    better: "higher",
    share: ({ given }) => ({ count: given.f1, of: 1 }),
  },
  {
    name: "givenAbstentions",
    title: "passage given: says the sources do not say",
    better: "lower",
    share: ({ given }) => yesNo(given.isAbstention),
  },
  {
    name: "retrievedAccuracy",
    title: "retrieved, gate included: right",
    better: "higher",
    share: ({ retrieved }) => yesNo(retrieved.isLetThrough && retrieved.isRight),
  },
  {
    name: "retrievedAbstentions",
    title: "retrieved with the passage: no answer",
    better: "lower",
    share: ({ retrieved }) => onlyIf(retrieved.hasGold, yesNo(!retrieved.isLetThrough || retrieved.isAbstention)),
  },
  {
    name: "removedAnswers",
    title: "passage removed: answers all the same",
    better: "lower",
    share: ({ removed }) => yesNo(!removed.isAbstention),
  },
  {
    name: "removedAnswersGated",
    title: "passage removed, gate included: answers",
    better: "lower",
    share: ({ removed }) => yesNo(removed.isLetThrough && !removed.isAbstention),
  },
  {
    name: "namedVerified",
    title: "citations the model names: verified",
    better: "higher",
    share: (trial) => sumOf(trial, ({ verified, named }) => ({ count: verified, of: named })),
  },
  {
    name: "shownRight",
    title: "citations shown: of a passage that answers",
    better: "higher",
    share: (trial) => sumOf(trial, ({ right, shown }) => ({ count: right, of: shown })),
  },
];

/** Over the answers with sources to questions whose passage may be among them. */
function sumOf({ given, retrieved }: AnswerTrial, shareOf: (counts: CitationCounts) => Share): Share {
  const shares = [given, retrieved].map(({ citations }) => shareOf(citations));
  return {
    count: shares.reduce((sum, { count }) => sum + count, 0),
    of: shares.reduce((sum, { of }) => sum + of, 0),
  };
}

/** Every measure of two models on the same questions, in the same order. */
export function compareTrials(base: readonly AnswerTrial[], tuned: readonly AnswerTrial[]): MeasuredDifference[] {
  return ANSWER_MEASURES.map(({ name, title, better, share }) => {
    const pairs = base.flatMap((trial, index) => {
      const other = tuned[index];
      return other === undefined ? [] : [{ base: share(trial), tuned: share(other) }];
    });
    const difference = shareDifference(pairs);
    return { name, title, better, ...difference, outcome: outcomeOf(difference, better) };
  });
}

function outcomeOf({ low, high }: ShareDifference, better: AnswerMeasure["better"]): MeasuredDifference["outcome"] {
  const [least, most] = better === "higher" ? [low, high] : [-high, -low];
  return least > 0 ? "improved" : most < 0 ? "worse" : "unclear";
}
