import { answerOf } from "../../core/exampleText.ts";
import { proseOf } from "./prose.ts";
import type { RowRule } from "./rule.ts";

/** Shorter answers repeat themselves without meaning anything by it. */
const MIN_WORDS = 40;
/** Words of a run that is counted, and the share of the words in runs seen before that is too much. */
const [RUN, MAX_SHARE] = [5, 0.3];
/** The share of lines seen before that is too much, of at least so many lines (arXiv:2112.11446, table A1). */
const [MIN_LINES, MAX_LINE_SHARE] = [8, 0.3];
/** Something short, many times over: what a model that got stuck writes. Signs that draw lines do not count. */
const STUCK = /([^\s=\-_*#.~|+─━│]{1,12}?(?:[ \t]+[^\s=\-_*#.~|+─━│]{1,12}){0,3}?[ \t]*)\1{7,}/gu;
/** Looked for in so many characters, which is where it shows if anywhere. */
const STUCK_LENGTH = 20_000;

/** Answers that go in circles: prose only, since code and tables repeat themselves by right. */
export const repetitive: RowRule = (example) => {
  if (example.form === "infill") return undefined;
  const prose = proseOf(answerOf(example));
  const remark = (message: string) => ({ rule: "repetitive", severity: "warning", message }) as const;
  const stuck = [...prose.slice(0, STUCK_LENGTH).matchAll(STUCK)].find(([run]) => /[\p{L}\p{N}]/u.test(run));
  if (stuck?.[1] !== undefined) return remark(`“${stuck[1].trim().slice(0, 30)}” over and over`);
  const lines = prose.split("\n").filter((line) => line.trim().length > 3);
  const lineShare = 1 - new Set(lines).size / lines.length;
  if (lines.length >= MIN_LINES && lineShare > MAX_LINE_SHARE) {
    return remark(`${percent(lineShare)} of its ${lines.length} lines stood there before`);
  }
  const words = prose.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  if (words.length < MIN_WORDS) return undefined;
  const share = repeatedShare(words);
  return share > MAX_SHARE
    ? remark(`${percent(share)} of its ${words.length} words are in runs of ${RUN} said before`)
    : undefined;
};

/** Share of the words that lie in a run of RUN words that came before. */
function repeatedShare(words: readonly string[]): number {
  const seen = new Set<string>();
  const isRepeated = new Uint8Array(words.length);
  for (let start = 0; start + RUN <= words.length; start++) {
    const run = words.slice(start, start + RUN).join(" ");
    if (seen.has(run)) isRepeated.fill(1, start, start + RUN);
    seen.add(run);
  }
  return isRepeated.reduce((sum, each) => sum + each, 0) / words.length;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
