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

/** The question of the heading with the whole section, or each question that stands as a paragraph of its own. */
function entriesOf({ headings, text }: SectionChunk): Entry[] {
  const blocks = plainBlocks(text);
  const heading = headings.at(-1);
  if (heading !== undefined && isQuestion(heading)) return [{ question: heading, blocks }];
  const entries: { question: string; blocks: Block[] }[] = [];
  for (const block of blocks) {
    const asksHere = questionIn(block);
    if (asksHere === undefined) entries.at(-1)?.blocks.push(block);
    else entries.push({ question: asksHere.question, blocks: asksHere.answer === undefined ? [] : [asksHere.answer] });
  }
  return entries.filter((entry) => entry.blocks.length > 0);
}

/** `**Why?**` alone, `Q: Why?` alone, or either with the answer in the same paragraph. */
function questionIn(block: Block): { question: string; answer: Block | undefined } | undefined {
  if (block.kind !== "prose") return undefined;
  const match =
    /^(?:\*\*|__)(?:Q\d*[:.]\s*)?([^*_\n]+\?)(?:\*\*|__)\s*([\s\S]*)$|^Q\d*[:.]\s*([^\n?]+\?)\s*([\s\S]*)$/.exec(
      block.text,
    );
  const question = match?.[1] ?? match?.[3];
  if (question === undefined || !isQuestion(question)) return undefined;
  const answer = (match?.[2] ?? match?.[4] ?? "").replace(/^A\d*[:.]\s*/, "").trim();
  return { question, answer: answer === "" ? undefined : { ...block, text: answer } };
}
