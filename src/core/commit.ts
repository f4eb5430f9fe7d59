/** What is known of one commit of a git repository. */
export interface CommitFacts {
  /** The full hash, lower-case hexadecimal. */
  readonly commit: string;
  /** The first line of its message. */
  readonly subject: string;
  /** The rest of the message, without the blank line in between; may be empty. */
  readonly body: string;
  /** The files it touched, relative to the root, with forward slashes. */
  readonly paths: readonly string[];
}

const PREFIX = "git:";
/** As many digits as git itself shows of a large repository's commits. */
const SHOWN_DIGITS = 12;

/**
 * The `path` of a provenance that is a commit and no file: `git:312feb9a04c1`. Its lines are those of the message.
 */
export const commitPath = (commit: string): string => PREFIX + commit.slice(0, SHOWN_DIGITS);

/** Whether a provenance's path names a commit. */
export const isCommitPath = (path: string): boolean => path.startsWith(PREFIX);

/** The message's lines as git shows them: subject, blank line, body. */
export const messageLines = ({ subject, body }: CommitFacts): readonly string[] =>
  body === "" ? [subject] : [subject, "", ...body.split("\n")];
