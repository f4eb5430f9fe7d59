import type { EncodedExample } from "../../core/encodedExample.ts";
import type { Example } from "../../core/example.ts";
import { contentOf, mapTexts } from "../../core/exampleText.ts";
import { hasEmptyAnswer } from "./emptyAnswer.ts";
import { hasControlText, hasUntrainedAnswers, isMasked } from "./tokenRemarks.ts";

/** Examples and their encodings, in the same order. */
export interface EncodedSplit {
  readonly examples: readonly Example[];
  readonly encoded: readonly EncodedExample[];
}

/**
 * What is suspicious about the texts of a dataset, one line each with the examples it is about, before hours of
 * training go into it. Lengths, empty splits and batch sizes are the business of `prepareTrainingData`.
 */
export function checkTexts(train: EncodedSplit, validation: EncodedSplit): string[] {
  const examples = [...train.examples, ...validation.examples];
  const encoded = [...train.encoded, ...validation.encoded];
  const trainTexts = new Set(train.examples.map(textOf));
  const control = encoded.filter(hasControlText);
  const names = [...new Set(control.flatMap((example) => example.controlText))];
  return [
    ...finding(examples.filter(hasEmptyAnswer), "with an empty answer: the model learns to say nothing"),
    ...finding(encoded.filter(isMasked), "with nothing to learn: no token of an answer is left"),
    ...finding(repeated(train.examples), "repeating an earlier training example: what is said twice counts twice"),
    ...finding(
      validation.examples.filter((example) => trainTexts.has(textOf(example))),
      "for validation, trained on as well: the validation loss will look too good",
    ),
    ...finding(
      encoded.filter(hasUntrainedAnswers),
      "of several turns of which only the last answer is learned: the chat template rewrites the earlier ones",
    ),
    ...finding(control, `whose own text contains ${names.join(" ")}, which the model takes for the end of a turn`),
  ];
}

/** Ids named in one line. */
const NAMED = 5;

function finding(found: readonly { readonly id: string }[], what: string): string[] {
  if (found.length === 0) return [];
  const named = found.slice(0, NAMED).map(({ id }) => id);
  const others = found.length > NAMED ? ` and ${found.length - NAMED} more` : "";
  return [`${found.length} ${found.length === 1 ? "example" : "examples"} ${what} (${named.join(", ")}${others})`];
}

const textOf = (example: Example): string => JSON.stringify(mapTexts(contentOf(example), (text) => text.trim()));

function repeated(examples: readonly Example[]): Example[] {
  const seen = new Set<string>();
  return examples.filter((example) => {
    const text = textOf(example);
    if (seen.has(text)) return true;
    seen.add(text);
    return false;
  });
}
