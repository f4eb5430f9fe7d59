import { messageOf, UserError } from "../base/errors.ts";

const PLAIN_HINT = "Choose an instruction-tuned model, or the plain question-and-answer format: --template plain.";

/** Everything the user can mend about chat templates. */
export const templateErrors = {
  missing: () => new UserError("template/missing", "the model file carries no chat template", PLAIN_HINT),
  noVariant: (variant: string, known: readonly string[]) =>
    new UserError(
      "template/variant",
      `the model has no chat template "${variant}"; it has ${known.join(", ") || "none"}`,
      "Choose one of those, or leave the choice out for the default.",
    ),
  syntax: (name: string, cause: unknown) =>
    new UserError("template/syntax", `the chat template "${name}" cannot be read: ${messageOf(cause)}`, PLAIN_HINT),
  refused: (name: string, cause: unknown) =>
    new UserError(
      "template/refused",
      `the chat template "${name}" refuses these messages: ${messageOf(cause)}`,
      "Check the order of the roles: system first if at all, then user and assistant in turns.",
    ),
  prefix: (name: string, exampleId: string, expected: string, found: string) =>
    new UserError(
      "template/prefix",
      `the chat template "${name}" writes other text before an answer than before its generation ` +
        `(example ${exampleId}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(found)})`,
      PLAIN_HINT,
    ),
  noAnswer: (exampleId: string) =>
    new UserError(
      "template/no-answer",
      `example ${exampleId} has no assistant message to learn from`,
      "Add the answer as a message with the role assistant, or remove the example.",
    ),
};
