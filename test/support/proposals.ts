import { readCorpus } from "./readCorpus.ts";
import type { ChunkedFile } from "../../src/core/chunk.ts";
import type { ExampleContent } from "../../src/core/example.ts";
import { answerOf, questionOf } from "../../src/core/exampleText.ts";
import { linesOf } from "../../src/curation/propose/sourceLines.ts";
import type { Proposal, Proposer } from "../../src/curation/propose/proposer.ts";
import { folderOf } from "./folder.ts";

/** These files, by path and text, as the corpus reads them. */
export async function readFiles(files: Readonly<Record<string, string>>): Promise<readonly ChunkedFile[]> {
  return (await readCorpus({ root: folderOf(files) })).files;
}

/** What a proposer makes of one file. */
export async function proposalsFrom(proposer: Proposer, path: string, text: string): Promise<Proposal[]> {
  const files = await readFiles({ [path]: text });
  return files.flatMap((file) => proposer.propose(file, linesOf(file)));
}

/** Question and answer, without the words that differ from one phrasing to the next. */
export const pairOf = (content: ExampleContent): readonly [question: string, answer: string] => [
  questionOf(content),
  answerOf(content),
];

/** The answers by what they are about. */
export const answersByAnchor = (proposals: readonly Proposal[]): Record<string, string> =>
  Object.fromEntries(proposals.map(({ anchor, content }) => [anchor, answerOf(content)]));
