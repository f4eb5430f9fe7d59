/** A stretch of a text, in UTF-16 code units, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One way to find secrets or personal data. A new kind is a new rule; nothing else has to know of it. */
export interface Rule {
  /** For people and for ids: `jwt`, `e-mail`. */
  readonly name: string;
  readonly category: "secret" | "personal";
  /**
   * Matches somewhere in every text in which the rule finds anything: most files are done after this. Without the global
   * flag, and cheap: a literal or two.
   */
  readonly anchor: RegExp;
  /** Takes time linear in the text, whatever the text. `path` may be empty. */
  readonly find: (text: string, path: string) => Iterable<Span>;
}

/** The spans of all matches of a global expression, of the group `span` where it has one. */
export function* spansOf(
  text: string,
  pattern: RegExp,
  isWanted: (match: RegExpExecArray) => boolean = () => true,
): Generator<Span> {
  for (const match of text.matchAll(pattern)) {
    if (isWanted(match)) yield { start: match.index, end: match.index + match[0].length };
  }
}
