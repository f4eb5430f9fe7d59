import { type CommitFacts, commitPath, messageLines } from "../../core/commit.ts";
import { chooseBy } from "../fingerprint.ts";
import { answerFrom } from "./answer.ts";
import { asked, code } from "./ask.ts";
import { isHollow } from "./hollow.ts";
import type { CrossProposer, Proposal } from "./proposer.ts";
import { provenanceOf } from "./sourceLines.ts";

/** Commits as questions about what changed, and why. */
export const proposeCommits: CrossProposer = {
  kind: "commit",
  description: "what a commit changed and why, in the words of its message",
  onByDefault: true,
  cap: { perLeading: 0.5, atLeast: 100 },
  normalization: "prose",
  fixedWords: [],
  propose: ({ commits }) => commits.flatMap(fromCommit),
};

/** Commits that machines wrote, or that say nothing. */
const routine =
  /^(merge|revert|wip|fixup!|squash!|bump|release|version|v?\d+\.\d+|chore(\(.*?\))?:|build\(deps|ci(\(.*?\))?:|style(\(.*?\))?:|typo|fix typo|lint|format|update (changelog|deps|dependencies|readme|version)|initial commit|first commit|rebuild|dist|minor|misc|cleanup|clean up|tweaks?$|small fix|fix tests?$|fixes?$)/i;
const trailer =
  /^(signed-off-by|co-authored-by|reviewed-by|acked-by|tested-by|reported-by|suggested-by|cc|change-id|bug|closes|fixes|resolves|refs?|see|pr-url|reviewed-on|git-svn-id|issue|cherry-picked|generated)\b[ -]?[:#].*$/i;
/** Files that every change touches. */
const bystander =
  /(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|cargo\.lock|go\.sum|poetry\.lock|changelog[^/]*|package\.json|\.[^/]+)$/i;
/** What somebody decided about examples is nothing to learn. */
const ownFile = /(^|\/)\.espalier\//;

const MIN_SUBJECT_WORDS = 3;
const MIN_BODY_WORDS = 8;

function fromCommit(commit: CommitFacts): Proposal[] {
  const { subject } = commit;
  const paths = commit.paths.filter((path) => !ownFile.test(path));
  if (paths.length === 0 && commit.paths.length > 0) return [];
  if (routine.test(subject) || isHollow(subject)) return [];
  if ((subject.match(/\p{L}+/gu)?.length ?? 0) < MIN_SUBJECT_WORDS) return [];
  const lines = messageLines(commit);
  const path = commitPath(commit.commit);
  const source = provenanceOf(path, lines, [1, lines.length], subject);
  const about = paths.filter((each) => !bystander.test(each));
  const place = about[0] === undefined ? "" : ` in ${code(about[0])}${about.length > 1 ? " and elsewhere" : ""}`;
  const body = answerFrom(withoutTrailers(commit.body));
  const saysWhy = (body.text.match(/\p{L}+/gu)?.length ?? 0) >= MIN_BODY_WORDS && !isHollow(body.text);
  if (saysWhy) {
    const change = `"${subject.replaceAll('"', "'").replace(/\.$/, "")}"`;
    const questions = [
      `Why was this changed${place}: ${change}?`,
      `Explain the change ${change}${place}.`,
      `What does the commit ${change} say about its change${place}?`,
      `What is behind the commit ${change}?`,
    ];
    const quotes = body.blocks.map(({ text }) => text);
    return [{ content: asked(chooseBy(questions, "commit", commit.commit), body.text), anchor: "", source, quotes }];
  }
  if (place === "") return [];
  const questions = [
    `What did commit ${code(commit.commit.slice(0, 8))} change${place}?`,
    `What was changed${place} by commit ${code(commit.commit.slice(0, 8))}?`,
  ];
  return [
    { content: asked(chooseBy(questions, "commit", commit.commit), subject), anchor: "", source, quotes: [subject] },
  ];
}

function withoutTrailers(body: string): string {
  return body
    .split("\n")
    .filter((line) => !trailer.test(line.trim()))
    .join("\n")
    .trim();
}
