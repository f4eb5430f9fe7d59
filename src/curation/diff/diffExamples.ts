import type { Example, ExampleContent, Split } from "../../core/example.ts";
import { contentOf } from "../../core/exampleText.ts";
import { contentHash } from "../exampleId.ts";
import { type DifferencePart, wordDifference } from "./wordDifference.ts";

/** One text of an example that is another now, or was not there before, or is there no more. */
export interface TextDifference {
  /** `user`, `assistant`, `text`, `chosen`. */
  readonly name: string;
  readonly parts: readonly DifferencePart[];
}

export interface ChangedExample {
  readonly before: Example;
  readonly after: Example;
  /** Of the texts that differ, in reading order. */
  readonly texts: readonly TextDifference[];
}

export interface SplitMove {
  readonly id: string;
  readonly from: Split;
  readonly to: Split;
}

/** What became of one version of a dataset in another. */
export interface ExampleDifference {
  readonly added: readonly Example[];
  readonly removed: readonly Example[];
  readonly changed: readonly ChangedExample[];
  /** Also of examples whose texts changed; not of those that had no split, or have none. */
  readonly splitMoves: readonly SplitMove[];
  readonly unchangedCount: number;
}

/** Compares two versions of a dataset by the ids of their examples; each list in the order of its version. */
export function diffExamples(before: readonly Example[], after: readonly Example[]): ExampleDifference {
  const earlier = new Map(before.map((example) => [example.id, example]));
  const laterIds = new Set(after.map(({ id }) => id));
  const changed: ChangedExample[] = [];
  const splitMoves: SplitMove[] = [];
  let unchangedCount = 0;
  for (const example of after) {
    const old = earlier.get(example.id);
    if (old === undefined) continue;
    const isSame = contentHash(contentOf(old)) === contentHash(contentOf(example));
    if (!isSame) changed.push({ before: old, after: example, texts: textDifferences(old, example) });
    if (old.split !== undefined && example.split !== undefined && old.split !== example.split) {
      splitMoves.push({ id: example.id, from: old.split, to: example.split });
    } else if (isSame) unchangedCount += 1;
  }
  return {
    added: after.filter(({ id }) => !earlier.has(id)),
    removed: before.filter(({ id }) => !laterIds.has(id)),
    changed,
    splitMoves,
    unchangedCount,
  };
}

/** The texts of two contents that differ, paired by their place. */
export function textDifferences(before: ExampleContent, after: ExampleContent): TextDifference[] {
  const [old, now] = [namedTexts(before), namedTexts(after)];
  const differences: TextDifference[] = [];
  for (let index = 0; index < Math.max(old.length, now.length); index++) {
    const [left, right] = [old[index], now[index]];
    if (left?.text === right?.text && left?.name === right?.name) continue;
    const isPair = left?.name === right?.name;
    if (isPair) differences.push(difference(left?.name, left?.text, right?.text));
    else {
      if (left) differences.push(difference(left.name, left.text, undefined));
      if (right) differences.push(difference(right.name, undefined, right.text));
    }
  }
  return differences;
}

const difference = (name = "", before = "", after = ""): TextDifference => ({
  name,
  parts: wordDifference(before, after),
});

function namedTexts(content: ExampleContent): { readonly name: string; readonly text: string }[] {
  switch (content.form) {
    case "chat":
      return content.messages.map(({ role, content: text }) => ({ name: role, text }));
    case "text":
      return [{ name: "text", text: content.text }];
    case "infill":
      return [
        { name: "before the gap", text: content.prefix },
        { name: "in the gap", text: content.middle },
        { name: "after the gap", text: content.suffix },
      ];
    case "preference":
      return [
        ...content.messages.map(({ role, content: text }) => ({ name: role, text })),
        { name: "chosen", text: content.chosen },
        { name: "rejected", text: content.rejected },
      ];
  }
}
