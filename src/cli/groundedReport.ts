import type { MeasuredDifference } from "../app/grounded/answerMeasures.ts";
import type { GroundedEvaluation } from "../app/grounded/evaluateGrounded.ts";
import { formatCount, formatTable } from "./format.ts";

/** Base and tuned next to each other in every way of asking, and what may be said of the differences. */
export function describeGrounded(evaluation: Omit<GroundedEvaluation, "runId" | "questions">): string {
  const { split, questionCount, unfoundCount, retrievedShare, measures } = evaluation;
  const table = formatTable([
    [`${split}: ${formatCount(questionCount)} questions`, "base", "tuned", "difference, 95 % interval"],
    ...measures.map((measure) => [
      measure.title,
      percent(measure.base),
      percent(measure.tuned),
      describeDifference(measure),
    ]),
  ]);
  const found = `Search put a passage that answers among the sources of ${percent(retrievedShare)} of the questions.`;
  const unfound =
    unfoundCount === 0
      ? []
      : [`${formatCount(unfoundCount)} more questions were not asked: no passage was found that answers them.`];
  return [table, found, ...unfound, verdict(measures)].join("\n");
}

function describeDifference({ difference, low, high, outcome }: MeasuredDifference): string {
  if (Number.isNaN(difference)) return "";
  return `${points(difference)} (${points(low)} to ${points(high)})${outcome === "unclear" ? "" : `, ${outcome}`}`;
}

/** What is better, what is worse, and that nothing is: in the words of the table. */
function verdict(measures: readonly MeasuredDifference[]): string {
  const named = (outcome: MeasuredDifference["outcome"]): string =>
    measures
      .filter((measure) => measure.outcome === outcome)
      .map(({ title }) => title)
      .join("; ");
  const lines = [
    ...(named("improved") === "" ? [] : [`Improved: ${named("improved")}.`]),
    ...(named("worse") === "" ? [] : [`Worse than the base model: ${named("worse")}.`]),
  ];
  return lines.length === 0 ? "No clear difference in any of these." : lines.join("\n");
}

const percent = (share: number): string => (Number.isNaN(share) ? "-" : `${(100 * share).toFixed(1)} %`);
const points = (share: number): string => `${share < 0 ? "−" : "+"}${(100 * Math.abs(share)).toFixed(1)}`;
