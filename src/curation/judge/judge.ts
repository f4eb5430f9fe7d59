import type { Example } from "../../core/example.ts";
import type { Remark } from "../../core/review.ts";
import { boilerplate } from "./boilerplate.ts";
import { emptyAnswer } from "./emptyAnswer.ts";
import { language } from "./language.ts";
import { repetitive } from "./repetitive.ts";
import { roleOrder } from "./roleOrder.ts";
import type { DatasetRule, RowRule } from "./rule.ts";
import { conflict, sameAnswer } from "./sameText.ts";

const ROW_RULES: readonly RowRule[] = [roleOrder, emptyAnswer, boilerplate, repetitive];
const DATASET_RULES: readonly DatasetRule[] = [conflict, sameAnswer, language];

/** What the texts of a dataset tell without a model: remarks on each example, in their order. */
export function judgeTexts(examples: readonly Example[]): Remark[][] {
  const ofDataset = DATASET_RULES.map((rule) => rule(examples));
  return examples.map((example, index) => [
    ...ROW_RULES.flatMap((rule) => rule(example) ?? []),
    ...ofDataset.flatMap((remarks) => remarks[index] ?? []),
  ]);
}

/** What each rule looks for, in the order they are told to people. */
export const RULES: Readonly<Record<string, string>> = {
  "role-order": "roles in an order that chat templates refuse",
  template: "messages that the model's chat template refuses",
  "empty-answer": "answers without a word",
  "all-masked": "examples of which nothing is learned",
  "control-token": "texts that contain the model's control tokens",
  "too-long": "examples that are cut off",
  "untrained-answers": "answers that the chat template rewrites later",
  boilerplate: "refusals, placeholders and phrases",
  ungrounded: "answers whose words are not in their source",
  conflict: "one question with several answers",
  "same-answer": "one answer to many questions",
  repetitive: "answers that go in circles",
  language: "another language than the rest",
};
