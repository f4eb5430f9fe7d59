import type { Example, Split } from "../../core/example.ts";
import { GROUNDED } from "../../curation/propose/groundedKind.ts";
import { pathsShown } from "../../retrieval/grounding/groundedMessages.ts";

/** Splits that prompts of a split may show passages of; files without a split have no examples, and held nothing out. */
const SHOWN: Readonly<Record<Split, readonly Split[]>> = {
  train: ["train"],
  validation: ["train", "validation"],
  test: ["train", "validation", "test"],
};

/** Whether a prompt of the split `own` may show what is of a file of `split`. Defaults to training. */
export const mayShow = (own: Split = "train", split: Split | undefined): boolean =>
  split === undefined || SHOWN[own].includes(split);

/** Whether an example is a grounded one whose prompt shows a file that its split must not see. */
export const showsHeldOut = (example: Example, splitOf: (path: string) => Split | undefined): boolean =>
  example.kind === GROUNDED &&
  example.form === "chat" &&
  pathsShown(example.messages).some((path) => !mayShow(example.split, splitOf(path)));
