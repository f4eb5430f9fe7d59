import type { GroundedAnswer, Source } from "../../core/groundedAnswer.ts";
import { ABSTAINING_ANSWER, sourceTitle } from "../../retrieval/grounding/groundedMessages.ts";

/** What stands behind an answer's own words, for clients that show nothing but text: the places, and what is doubtful. */
export function describeGrounded(answer: GroundedAnswer): string {
  if (answer.outcome === "abstained") {
    const nearest = answer.sources.length > 0 ? `\n\nNearest to the question:\n${listed(answer.sources)}` : "";
    return (answer.by === "gate" ? ABSTAINING_ANSWER : "") + nearest;
  }
  const citations = answer.statements.flatMap((statement) => statement.citations);
  const verified = new Set(citations.flatMap(({ number, isVerified }) => (isVerified ? [number] : [])));
  if (verified.size === 0)
    return `\n\nNothing of this stands in the sources that were read:\n${listed(answer.sources)}`;
  const isLoose = answer.statements.some((statement) => !statement.citations.some(({ isVerified }) => isVerified));
  const doubt = isLoose ? "\n\nNot all of this stands in them." : "";
  return `\n\nSources:\n${listed(answer.sources.filter(({ number }) => verified.has(number)))}${doubt}`;
}

const listed = (sources: readonly Source[]): string =>
  sources.map((source) => `- [${source.number}] ${sourceTitle(source)}`).join("\n");
