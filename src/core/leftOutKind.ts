import type { LeftOutKind } from "./sources.ts";

/** As `discover`, the readers and the index word their reasons. */
const KINDS: readonly (readonly [pattern: RegExp, kind: LeftOutKind])[] = [
  [/^could not be read within/, "slow"],
  [/^(?:cannot|could not) be read\b|^ended the thread|\bthat can be read\b|^not a Jupyter notebook/, "unreadable"],
  [/^(?:protected by a password|in no encoding|not .+, as which it is marked|nested deeper)/, "unreadable"],
  [/^expected the bytes of/, "unreadable"],
  [/^larger than|passages, more than/, "large"],
  [/^binary\b/, "binary"],
  [/^in \.|^in git's |^excluded$/, "ignored"],
  [/^generated\b|^minified$/, "generated"],
  [/^empty$|without text\b/, "empty"],
  [/^(?:version control|installed packages|compiled files|a cache|copies of notebooks|lock file)$/, "tools"],
  [/^(?:Espalier's own files|rules of what to leave out)$/, "tools"],
  [/^symbolic link$|^not a regular file$/, "link"],
];

export const leftOutKind = (reason: string): LeftOutKind =>
  KINDS.find(([pattern]) => pattern.test(reason))?.[1] ?? "other";

export const isFailure = (kind: LeftOutKind): boolean => kind === "unreadable" || kind === "slow" || kind === "other";
