import type { ChunkedFile, SectionChunk } from "../../core/chunk.ts";
import { chooseBy } from "../fingerprint.ts";
import { answerOf } from "./answer.ts";
import { asked, code } from "./ask.ts";
import { isQuestion } from "./proposeFaq.ts";
import { isHollow } from "./hollow.ts";
import { isUnreadPath } from "./pathKinds.ts";
import { type Block, plainBlocks } from "./plainMarkdown.ts";
import type { Proposal, Proposer } from "./proposer.ts";
import { isSignpost, isWorthSaying } from "./readableSection.ts";

/** Sections of documents as questions about what the documentation says. */
export const proposeSections: Proposer = {
  kind: "section",
  description: "what a section of the documentation says",
  onByDefault: true,
  normalization: "prose",
  fixedWords: [],
  propose: (file) => (isUnreadPath(file.path) ? [] : file.chunks.flatMap((chunk) => fromChunk(chunk, file))),
};

function fromChunk(chunk: ChunkedFile["chunks"][number], file: ChunkedFile): Proposal[] {
  if (chunk.kind !== "section" || chunk.headings.some(isSignpost) || isQuestion(chunk.headings.at(-1) ?? "")) return [];
  const blocks = plainBlocks(chunk.text);
  const answer = answerOf(blocks);
  if (!isWorthSaying(answer.text, blocks) || isHollow(answer.text)) return [];
  const isIntroduction = chunk.headings.length <= 1 && isFirst(chunk, file);
  const question = isIntroduction ? aboutTheFile(chunk) : aboutTheSection(chunk, blocks);
  return [
    {
      content: asked(question, answer.text),
      anchor: chunk.headings.join(" > "),
      source: chunk.source,
      quotes: answer.blocks.map(({ text }) => text),
    },
  ];
}

function isFirst(chunk: SectionChunk, file: ChunkedFile): boolean {
  return file.chunks.find(({ kind }) => kind === "section") === chunk;
}

function aboutTheFile({ source, headings }: SectionChunk): string {
  const file = code(source.path);
  const title = headings[0];
  if (title === undefined) return `How does ${file} begin?`;
  const questions = [
    `What is ${file} about?`,
    `How does ${file} introduce "${title}"?`,
    `What does ${file} say about "${title}"?`,
  ];
  return chooseBy(questions, "introduction", source.path, title);
}

function aboutTheSection({ source, headings }: SectionChunk, blocks: readonly Block[]): string {
  const file = code(source.path);
  const heading = headings.at(-1)?.replaceAll('"', "'");
  if (heading === undefined) return `How does ${file} begin?`;
  // The document's title says no more than its path does.
  const parent = headings.length > 2 ? headings.at(-2)?.replaceAll('"', "'") : undefined;
  const within = parent === undefined ? "" : ` under "${parent}"`;
  if (blocks.every(({ kind }) => kind === "code")) {
    const questions = [
      `Show the example "${heading}"${within} from ${file}.`,
      `What code does ${file} give for "${heading}"${within}?`,
    ];
    return chooseBy(questions, source.path, headings);
  }
  const action = actionIn(heading);
  const questions = [
    `What does ${file} say about "${heading}"${within}?`,
    `What does the section "${heading}"${within} in ${file} say?`,
    `Explain "${heading}"${within} as ${file} describes it.`,
    `What is written in ${file} under "${[parent, heading].filter(Boolean).join(" > ")}"?`,
    ...(action === undefined ? [] : [`How do I ${action}${within === "" ? "" : ` (${parent})`}? Answer from ${file}.`]),
  ];
  return chooseBy(questions, source.path, headings);
}

/** "Run the tests" -> "run the tests"; "How to run the tests" -> "run the tests"; undefined where no action is named. */
function actionIn(heading: string): string | undefined {
  const [, action] = /^how to (.+)$/i.exec(heading) ?? [];
  if (action !== undefined) return action;
  const isImperative =
    /^(add|build|call|change|choose|configure|connect|convert|create|customi[sz]e|debug|define|deploy|disable|enable|export|extend|find|generate|get|handle|import|install|load|make|migrate|open|parse|publish|read|remove|render|run|save|send|set up|start|stop|test|train|update|upgrade|use|validate|write)\s+\w/i;
  return isImperative.test(heading) ? heading.charAt(0).toLowerCase() + heading.slice(1) : undefined;
}
