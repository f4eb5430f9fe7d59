import type { ChatExample, Provenance } from "../../core/example.ts";
import type { Source } from "../../core/groundedAnswer.ts";
import type { SearchHit } from "../../core/search.ts";
import { proposedId } from "../../curation/exampleId.ts";
import { fractionOf } from "../../curation/fingerprint.ts";
import { GROUNDED } from "../../curation/propose/groundedKind.ts";
import { sourceOf } from "../../retrieval/grounding/chooseSources.ts";
import { ABSTAINING_ANSWER, groundedMessages, sourceTitle } from "../../retrieval/grounding/groundedMessages.ts";
import { citedAnswer } from "./askable.ts";
import { type GroundedCase, isVerified } from "./groundedCase.ts";

/**
 * What stands before the question: the passage that answers it and others that search found, those others alone, or
 * that passage alone.
 */
export type SourceMix = "gold among others" | "gold removed" | "gold alone";

/**
 * RAFT (arXiv:2403.10131) begins at 60 : 25 : 10. The loss is a mean over tokens, and to abstain takes seven of them where
 * a quote takes some forty: of 200 examples, 50 of them without the passage, a model of 135M had learned to quote and to
 * cite, and not to abstain. Questions without sources are the other kinds of the dataset.
 */
const MIX_SHARES: readonly (readonly [SourceMix, number])[] = [
  ["gold among others", 50],
  ["gold removed", 40],
  ["gold alone", 10],
];
const MAX_DISTRACTORS = 3;
/**
 * Tokens of all sources. Less than a third of what is read when an answer is asked for, so that a whole example stays
 * within the 512 tokens of the shortest preset: what is learned, to look, to cite and to abstain, does not hang on it.
 */
const SOURCE_TOKENS = 360;
/** Of these, so many for the passage that answers, where there are others. */
const GOLD_TOKENS = 200;
/** No tokenizer is at hand when a dataset is built: code has about three characters a token, prose more. */
const CHARACTERS_PER_TOKEN = 3;
/** Of the text of a source whose header alone is long. */
const MIN_CHARACTERS = 120;

/** Stable: an example keeps its id whatever search finds. */
export const groundedId = (example: { readonly id: string; readonly source: Provenance }): string =>
  proposedId(GROUNDED, example.source.path, example.id, 0);

/** What an example of this id shows; the same for the same seed. */
export function sourceMixOf(id: string, seed: number): SourceMix {
  const total = MIX_SHARES.reduce((sum, [, share]) => sum + share, 0);
  let left = fractionOf("source mix", seed, id) * total;
  return MIX_SHARES.find(([, share]) => (left -= share) < 0)?.[0] ?? "gold among others";
}

/**
 * The example that a case makes: one to three distractors, and the passage that answers in any place among them. Undefined
 * where what fits into the prompt does not hold the answer.
 */
export function groundedExample(asked: GroundedCase, seed: number): ChatExample | undefined {
  const { example, question } = asked;
  const id = groundedId(example);
  const made = arranged(asked, id, seed);
  if (made === undefined) return undefined;
  const { source, split } = example;
  return {
    form: "chat",
    messages: [...groundedMessages({ question, sources: made.sources }), { role: "assistant", content: made.answer }],
    id,
    kind: GROUNDED,
    source,
    ...(split && { split }),
  };
}

interface Arranged {
  readonly sources: readonly Source[];
  readonly answer: string;
}

function arranged(asked: GroundedCase, id: string, seed: number): Arranged | undefined {
  const drawn = 1 + Math.floor(fractionOf("distractors", seed, id) * MAX_DISTRACTORS);
  const distractors = asked.distractors.slice(0, drawn);
  const mix = distractors.length === 0 ? "gold alone" : sourceMixOf(id, seed);
  switch (mix) {
    case "gold removed":
      // As many sources as with it, so that their number tells nothing.
      return {
        sources: numbered(fitted(asked.distractors.slice(0, drawn + 1), SOURCE_TOKENS)),
        answer: ABSTAINING_ANSWER,
      };
    case "gold alone":
      return answered(asked, SOURCE_TOKENS, [], 0);
    case "gold among others": {
      const others = fitted(distractors, SOURCE_TOKENS - GOLD_TOKENS);
      // What answers at length stands alone rather than without its end.
      const place = fractionOf("gold", seed, id);
      return answered(asked, GOLD_TOKENS, others, place) ?? answered(asked, SOURCE_TOKENS, [], 0);
    }
  }
}

/** With the passage that answers, from its beginning or else from the line on that the answer is about. */
function answered(
  { statements, gold, example }: GroundedCase,
  tokens: number,
  others: readonly Omit<Source, "number">[],
  place: number,
): Arranged | undefined {
  for (const hit of [gold, fromLine(gold, example.source.startLine)]) {
    const { sources, goldNumber } = withGoldAt(others, firstLines(hit, tokens), place);
    const answer = citedAnswer(statements, goldNumber);
    if (isVerified(answer, sources)) return { sources, answer };
  }
  return undefined;
}

/**
 * Sources with the one that answers put among them, numbered.
 *
 * @param place from 0 up to 1.
 */
function withGoldAt(
  others: readonly Omit<Source, "number">[],
  gold: Omit<Source, "number">,
  place: number,
): { readonly sources: Source[]; readonly goldNumber: number } {
  const index = Math.floor(place * (others.length + 1));
  return { sources: numbered(others.toSpliced(index, 0, gold)), goldNumber: index + 1 };
}

const numbered = (sources: readonly Omit<Source, "number">[]): Source[] =>
  sources.map((source, index) => ({ ...source, number: index + 1 }));

/** The first lines of each, as many tokens of one as of another. */
const fitted = (hits: readonly SearchHit[], tokens: number): Omit<Source, "number">[] =>
  hits.map((hit) => firstLines(hit, tokens / hits.length));

/** As many whole lines as fit, or the beginning of the first. */
function firstLines(hit: SearchHit, tokens: number): Omit<Source, "number"> {
  const { signature, symbol, headings } = hit;
  const header = sourceTitle({ ...hit, title: signature ?? symbol ?? headings?.join(" > ") });
  const characters = Math.max(MIN_CHARACTERS, tokens * CHARACTERS_PER_TOKEN - header.length);
  const lines = hit.text.split("\n");
  let length = 0;
  const fitting = lines.filter((line) => (length += line.length + 1) <= characters);
  // One line of a minified file or of a table may be longer than all that there is room for.
  const whole = fitting.length > 0 ? fitting : [(lines[0] ?? "").slice(0, characters)];
  return sourceOf(hit, whole.join("\n"), whole.length);
}

function fromLine(hit: SearchHit, line: number): SearchHit {
  const skipped = Math.max(0, line - hit.startLine);
  return { ...hit, startLine: hit.startLine + skipped, text: hit.text.split("\n").slice(skipped).join("\n") };
}
