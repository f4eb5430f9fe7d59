import type { Example, Provenance } from "../../core/example.ts";
import { answerOf, promptOf, questionOf } from "../../core/exampleText.ts";
import { GROUNDED } from "../../curation/propose/groundedKind.ts";
import { contentTermsOf } from "../../retrieval/codeTokenizer.ts";
import { isAbstention, sentencesOf } from "../../retrieval/grounding/verifyCitations.ts";

/** A question that one place of one file answers, and the answer in a few words of that place. */
export interface Askable {
  readonly example: Example & { readonly source: Provenance };
  /** As somebody asks who does not know where the answer stands: without the path of its file, where it can do without. */
  readonly question: string;
  /** Sentences of the answer, without citations. Never empty. */
  readonly statements: readonly string[];
}

/** Kinds of examples whose answers stand in one place. */
export const ASKABLE_KINDS: ReadonlySet<string> = new Set(
  "section faq doc-comment option parameter returns throws signature defined".split(" "),
);

/** A second sentence is said as long as the answer stays a short one. */
const MAX_LENGTH = 200;
/** A sentence by itself may be longer; beyond this it is a list or a paragraph without a full stop. */
const MAX_SENTENCE_LENGTH = 300;
const MAX_SENTENCES = 2;
/** One word is found in many places by chance. */
const MIN_TERMS = 2;

/**
 * What may be asked with sources before it; undefined for what has no short answer of its own. A grounded example gives
 * back what it was made of, unless it says that its sources do not say.
 */
export function askableOf(example: Example): Askable | undefined {
  const { source, kind } = example;
  const [asked, ...more] = promptOf(example);
  if (kind === GROUNDED) return source && groundedAskable({ ...example, source });
  if (source === undefined || !ASKABLE_KINDS.has(kind) || asked?.role !== "user" || more.length > 0) return undefined;
  const statements = statementsOf(kind, answerOf(example));
  const isTelling = contentTermsOf(statements.join(" ")).length >= MIN_TERMS;
  return isTelling
    ? { example: { ...example, source }, question: withoutPath(asked.content, source), statements }
    : undefined;
}

function groundedAskable(example: Askable["example"]): Askable | undefined {
  const answer = answerOf(example);
  const question = /(?:^|\n\n)Question: ([^\n]+)$/.exec(questionOf(example))?.[1];
  if (question === undefined || isAbstention(answer)) return undefined;
  return { example, question, statements: sentencesOf(answer).map((each) => each.replace(/\s*\[\d+\]$/, "")) };
}

/** The answer with a citation behind each sentence. */
export const citedAnswer = (statements: readonly string[], number: number): string =>
  statements.map((statement) => `${statement} [${number}]`).join(" ");

function statementsOf(kind: string, answer: string): string[] {
  switch (kind) {
    case "signature":
      return onlyIfShort(
        /^```\w*\n([^`]+)\n```$/.exec(answer)?.[1],
        (code) => `\`${code.replace(/\s+/g, " ").trim()}\``,
      );
    case "defined":
      // The header of a source names its lines already.
      return onlyIfShort(/^In `([^`]+):\d+`:/.exec(answer)?.[1], (path) => `In \`${path}\`.`);
    default:
      return firstSentences(answer);
  }
}

function onlyIfShort(quote: string | undefined, state: (quote: string) => string): string[] {
  const statement = quote === undefined ? "" : state(quote);
  return statement === "" || statement.length > MAX_LENGTH ? [] : [statement];
}

/** Lists, tables and code say little without what stands around them. */
const notProse = /^\s*(?:[-*+|>#]|\d+[.)]\s|```|~~~)/;
/** A sentence that leads over to something else, or was not at its end. */
const unfinished = /(?::|,|\b(?:e\.g|i\.e|cf|vs|etc)\.)$/;
const cites = /\[\s*\d{1,3}\s*(?:,|\])/;

function firstSentences(answer: string): string[] {
  const [paragraph = ""] = answer.split(/\n\s*\n/);
  if (notProse.test(paragraph)) return [];
  const sentences = sentencesOf(paragraph.replace(/\s+/g, " ").trim());
  const statements: string[] = [];
  let length = 0;
  for (const sentence of sentences.slice(0, MAX_SENTENCES)) {
    length += sentence.length;
    const isWhole = !unfinished.test(sentence) && !cites.test(sentence) && sentence.length <= MAX_SENTENCE_LENGTH;
    if (!isWhole || (statements.length > 0 && length > MAX_LENGTH)) break;
    statements.push(sentence);
  }
  return statements;
}

function withoutPath(question: string, { path }: Provenance): string {
  const named = `\`${path}\``;
  return ["of", "in", "from"]
    .reduce((text, word) => text.replace(` ${word} ${named}`, ""), question.replace(` Answer from ${named}.`, ""))
    .trim();
}
