import type { ExampleContent } from "../../core/example.ts";
import type { Staleness } from "../../core/review.ts";
import { textDifferences } from "../../curation/diff/diffExamples.ts";

/** How the source changed since the decision, a line a text: what goes in `[-…-]`, what comes in `{+…+}`. */
export function describeStaleness(stale: Staleness, now: ExampleContent): string[] {
  if (stale.kind === "deleted") return ["stale: its source is gone, or nothing is proposed of it any more"];
  const texts = textDifferences(stale.before, now).map(({ name, parts }) => {
    const marked = parts.map(({ kind, text }) =>
      kind === "removed" ? `[-${text}-]` : kind === "added" ? `{+${text}+}` : text,
    );
    return `  ${name}: ${marked.join("").replace(/\s+/g, " ")}`;
  });
  return ["stale: its source says something else since the decision", ...texts];
}
