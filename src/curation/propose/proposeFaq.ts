import type { SectionChunk } from "../../core/chunk.ts";
import { chooseBy } from "../fingerprint.ts";
import { answerOf } from "./answer.ts";
import { asked, code } from "./ask.ts";
import { isHollow } from "./hollow.ts";
import { isUnreadPath } from "./pathKinds.ts";
import { type Block, plainBlocks } from "./plainMarkdown.ts";
import type { Proposal, Proposer } from "./proposer.ts";
import { isSignpost, isWorthSaying } from "./readableSection.ts";

/** Questions that the documents ask themselves: headings, and the bold questions of a list of questions. */
export const proposeFaq: Proposer = {
  kind: "faq",
  description: "a question that the documentation itself asks, and its answer there",
  onByDefault: true,
  normalization: "prose",
  fixedWords: [],
  propose: (file) =>
    isUnreadPath(file.path)
      ? []
      : file.chunks.flatMap((chunk): Proposal[] => {
          if (chunk.kind !== "section" || chunk.headings.some(isSignpost)) return [];
          return entriesOf(chunk).flatMap((entry) => fromEntry(chunk, entry));
        }),
};

/** Whether a heading asks something that its section answers; "?" alone and "Questions?" do not. */
export const isQuestion = (heading: string): boolean => /\p{L}+\s+\S.*\?["'”’)]*$/u.test(heading);

interface Entry {
  readonly question: string;
  readonly blocks: readonly Block[];
}

function fromEntry({ source, headings }: SectionChunk, { question, blocks }: Entry): Proposal[] {
  const answer = answerOf(blocks);
  if (!isWorthSaying(answer.text, blocks) || isHollow(answer.text)) return [];
  return [
    {
      content: asked(phrase(question, source.path, headings[0]), answer.text),
      anchor: [...headings.filter((heading) => heading !== question), question].join(" > "),
      source,
      quotes: answer.blocks.map(({ text }) => text),
    },
  ];
}

function phrase(question: string, path: string, title: string | undefined): string {
  const file = code(path);
  // "What is this?" asks about the document.
  if (/\b(this|it|that)\b/i.test(question) && title !== undefined && title !== question) {
    return `${question} ("${title.replaceAll('"', "'")}", ${file})`;
  }
  return chooseBy(
    [`${question} Answer from ${file}.`, `${file} asks: "${question}" What is its answer?`, `${question} (${file})`],
    path,
    question,
  );
}

/** The question of the heading, and each question that stands as a paragraph of its own: one ends the answer before it. */
function entriesOf({ headings, text }: SectionChunk): Entry[] {
  const heading = headings.at(-1);
  const entries: { question: string; blocks: Block[] }[] = [];
  if (heading !== undefined && isQuestion(heading)) entries.push({ question: heading, blocks: [] });
  for (const block of plainBlocks(text)) {
    const asksHere = questionIn(block);
    if (asksHere === undefined) entries.at(-1)?.blocks.push(block);
    else entries.push({ question: asksHere.question, blocks: asksHere.answer === undefined ? [] : [asksHere.answer] });
  }
  return entries.flatMap(({ question, blocks: [first, ...others] }) =>
    first === undefined ? [] : [{ question, blocks: [withoutMark(first), ...others] }],
  );
}

const boldQuestion = /^(?:\*\*|__)(?:Q\d*[:.]\s*)?([^*_\n]+\?)(?:\*\*|__)\s*([\s\S]*)$/;
const markedQuestion = /^(?:Q\d*[:.]|(\*\*|__)Q\d*(?:[:.]\1|\1[:.]))\s*([^*_\n?]+\?)\s*([\s\S]*)$/;
const answerMark = /^(?:A|Answer)\d*:\s+|^(\*\*|__)(?:A|Answer)\d*(?::\1|\1:)\s+/;

/** `**Why?**` alone, `Q: Why?` alone, or either with the answer in the same paragraph. */
function questionIn({ kind, text, ...block }: Block): { question: string; answer: Block | undefined } | undefined {
  if (block.isSummary) return isQuestion(text) ? { question: text, answer: undefined } : undefined;
  if (kind !== "prose") return undefined;
  const [question = "", rest = ""] = boldQuestion.exec(text)?.slice(1) ?? markedQuestion.exec(text)?.slice(2) ?? [];
  if (!isQuestion(question)) return undefined;
  const answer = rest.trim();
  return { question, answer: answer === "" ? undefined : { ...block, kind, text: answer } };
}

/** "A:" tells the answer from the question, which is done otherwise here. */
const withoutMark = (block: Block): Block =>
  block.kind === "prose" ? { ...block, text: block.text.replace(answerMark, "") } : block;
