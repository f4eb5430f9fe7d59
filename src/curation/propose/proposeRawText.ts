import { isUnreadPath } from "./pathKinds.ts";
import type { Proposer } from "./proposer.ts";

const MIN_LETTERS = 100;

/** Passages as they stand, for continued pre-training. */
export const proposeRawText: Proposer = {
  kind: "raw-text",
  description:
    "all files as plain text, for continued pre-training; off, because it outnumbers all else and teaches no answers",
  onByDefault: false,
  normalization: "exact",
  fixedWords: [],
  propose: (file) =>
    isUnreadPath(file.path)
      ? []
      : file.passages
          .filter(({ text }) => (text.match(/\p{L}/gu)?.length ?? 0) >= MIN_LETTERS)
          .map(({ source, text, symbol, headings = [] }) => ({
            content: { form: "text", text },
            anchor: symbol ?? headings.join(" > "),
            source,
            quotes: [text],
          })),
};
