import type { Example } from "../../core/example.ts";
import { answerOf, questionOf } from "../../core/exampleText.ts";
import type { ShortExample } from "../../protocol/datasetViews.ts";

/** Enough to know it again. */
const TITLE_CHARACTERS = 120;

/** An example on one line. */
export function shortExample(example: Example): ShortExample {
  const { id, kind, source } = example;
  const text = (questionOf(example) || answerOf(example)).replace(/\s+/g, " ").trim();
  // Not through the middle of a character outside the basic plane.
  const cut = `${text.slice(0, TITLE_CHARACTERS).replace(/[\uD800-\uDBFF]$/, "")}…`;
  return {
    id,
    kind,
    title: text.length > TITLE_CHARACTERS ? cut : text,
    place: source === undefined ? "" : `${source.path}:${source.startLine}`,
  };
}
