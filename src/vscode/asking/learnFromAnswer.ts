import { UserError } from "../../base/errors.ts";
import type { Provenance } from "../../core/example.ts";
import type { AskedLines, GroundedAnswer } from "../../core/groundedAnswer.ts";
import { withoutCitations } from "../../core/withoutCitations.ts";
import type { JobFunctions } from "../../protocol/jobs.ts";

type WrittenExample = Parameters<JobFunctions["example/add"]>[0]["example"];

/** The dataset that learns of answers. */
export interface Learning {
  readonly add: (example: WrittenExample) => Promise<unknown>;
  /** The folder that it is of. */
  readonly folder: () => string | undefined;
}

/** A question that was answered, and where it was asked. */
export interface AnsweredQuestion {
  readonly folder: string;
  readonly question: string;
  readonly about?: AskedLines | undefined;
  readonly answer: GroundedAnswer;
}

/** Makes an example of an answer as it is. Throws UserError `ask/no-answer`. */
export async function addAnswer({ add, folder }: Learning, asked: AnsweredQuestion): Promise<void> {
  const text = textOf(asked.answer);
  if (text === "") throw noAnswer();
  const messages = [
    { role: "user" as const, content: wholeQuestion(asked) },
    { role: "assistant" as const, content: text },
  ];
  await add({ kind: "written", content: { form: "chat", messages }, ...sourceOf(asked, folder()) });
}

/**
 * Makes an example of what the answer should have been: next to the answer that was wrong, where there was one.
 * Throws UserError `ask/no-correction`.
 */
export async function addCorrection(
  { add, folder }: Learning,
  asked: AnsweredQuestion,
  corrected: string,
): Promise<void> {
  const chosen = corrected.trim();
  const rejected = textOf(asked.answer);
  if (chosen === "" || chosen === rejected) {
    throw new UserError(
      "ask/no-correction",
      chosen === "" ? "the corrected answer is empty" : "the answer was not changed",
      "Write what would have been right, then save it.",
    );
  }
  const user = { role: "user" as const, content: wholeQuestion(asked) };
  const content =
    rejected === ""
      ? { form: "chat" as const, messages: [user, { role: "assistant" as const, content: chosen }] }
      : { form: "preference" as const, messages: [user], chosen, rejected };
  await add({ kind: "written", content, ...sourceOf(asked, folder()) });
}

/** What the model said; nothing where it was not asked. */
export const textOf = (answer: GroundedAnswer): string =>
  "generation" in answer ? withoutCitations(answer.generation.text) : "";

/** A question that can be understood without looking at where it was asked. */
function wholeQuestion({ question, about }: AnsweredQuestion): string {
  if (about === undefined) return question;
  const { path, startLine, endLine, title } = about;
  return title === undefined
    ? `${path}, lines ${startLine} to ${endLine}: ${question}`
    : `${title} in ${path}: ${question}`;
}

/** The lines asked about, else those of the first citation that holds; paths of another folder mean nothing there. */
function sourceOf(
  { folder, about, answer }: AnsweredQuestion,
  datasetFolder: string | undefined,
): {
  source?: Pick<Provenance, "path" | "startLine" | "endLine">;
} {
  const cited =
    answer.outcome === "answered"
      ? answer.statements.flatMap(({ citations }) => citations).find(({ isVerified }) => isVerified)?.source
      : undefined;
  const place = about ?? cited;
  if (place === undefined || folder !== datasetFolder) return {};
  return { source: { path: place.path, startLine: place.startLine, endLine: place.endLine } };
}

const noAnswer = (): UserError =>
  new UserError("ask/no-answer", "the model gave no answer", "Write the right one with Wrong Answer instead.");
