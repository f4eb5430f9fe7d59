import type { ChunkedFile, SectionChunk } from "../../core/chunk.ts";
import { answerOf } from "./answer.ts";
import { chooseBy } from "../fingerprint.ts";
import { type Block, plainBlocks } from "./plainMarkdown.ts";
import type { Proposal, Proposer } from "./proposer.ts";

const MIN_LETTERS = 40;
/** Above this share of links a section is a signpost, not a text. */
const MAX_LINK_SHARE = 0.6;

const fileToSkip =
  /(^|\/)(change-?log|changes|history|releases?|news|licen[sc]e|copying|notice|authors|contributors|third[-_]?party[^/]*|code[-_]of[-_]conduct|security)(\.[^/]*)?$/i;
const headingToSkip =
  /^((table of )?contents|toc|licen[sc]es?|changelog|change log|release notes|unreleased|sponsors?|backers|contributors|collaborators|maintainers|authors|credits|acknowledge?ments?|links|see also|further reading|resources|stargazers.*|support us|donat.*|badges)$/i;
const versionHeading = /^\[?v?\d+\.\d+(\.\d+)?\b/i;
const legal = /permission is hereby granted|without warrant(y|ies)|all rights reserved|licensed under the/i;
const unfinished = /^(tbd|tba|todo|wip|coming soon|work in progress|under construction)\b|lorem ipsum/i;

/** Sections of Markdown files as questions about what the documentation says. */
export const proposeSections: Proposer = {
  kind: "section",
  description: "what a section of the documentation says",
  propose: (file) => (fileToSkip.test(file.path) ? [] : file.chunks.flatMap((chunk) => fromChunk(chunk, file))),
};

function fromChunk(chunk: ChunkedFile["chunks"][number], file: ChunkedFile): Proposal[] {
  if (chunk.kind !== "section" || chunk.headings.some(isSignpost)) return [];
  const blocks = plainBlocks(chunk.text);
  const answer = answerOf(blocks);
  const isStub = (answer.match(/\p{L}/gu)?.length ?? 0) < MIN_LETTERS || unfinished.test(answer) || legal.test(answer);
  if (isStub || linkShareOf(blocks) > MAX_LINK_SHARE) return [];
  const isIntroduction = chunk.headings.length <= 1 && isFirst(chunk, file);
  const question = isIntroduction ? aboutTheFile(chunk) : aboutTheSection(chunk, blocks);
  return [{ question, answer, source: chunk.source }];
}

function isSignpost(heading: string): boolean {
  return headingToSkip.test(heading) || versionHeading.test(heading);
}

function isFirst(chunk: SectionChunk, file: ChunkedFile): boolean {
  return file.chunks.find(({ kind }) => kind === "section") === chunk;
}

function linkShareOf(blocks: readonly Block[]): number {
  const length = blocks.reduce((sum, block) => sum + block.text.length, 0);
  return blocks.reduce((sum, block) => sum + block.linkShare * block.text.length, 0) / Math.max(1, length);
}

function aboutTheFile({ source, headings }: SectionChunk): string {
  const file = `\`${source.path}\``;
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
  const file = `\`${source.path}\``;
  const heading = headings.at(-1)?.replaceAll('"', "'");
  if (heading === undefined) return `How does ${file} begin?`;
  // The document's title says no more than its path does.
  const parent = headings.length > 2 ? headings.at(-2)?.replaceAll('"', "'") : undefined;
  if (heading.endsWith("?")) {
    return chooseBy(
      [`${heading} Answer from ${file}.`, `${file} asks: "${heading}" What is its answer?`],
      source.path,
      headings,
    );
  }
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
