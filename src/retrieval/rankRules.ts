import { termsOf } from "./codeTokenizer.ts";
import { byScore } from "./fuse.ts";
import { isSymbolLike, lastPart, namesIn } from "./queryKind.ts";
import type { PassageRecord } from "./segment.ts";
import type { ScoredDoc } from "./topDocs.ts";

/** What the rules look at. */
export interface RuledDoc extends ScoredDoc {
  readonly path: string;
  readonly record: PassageRecord;
}

/**
 * How much a rule moves a passage. After the ranking rules of semble (github.com/MinishLab/semble), softened where the
 * tuning packages of test/bench/retrieval asked for it.
 */
export const RULES = {
  /** It defines the name that is asked for, … */
  definition: 3,
  /** … or a name that stands among other words, which may only be near to what is asked for. */
  definitionMentioned: 1.1,
  /** It defines the name that is asked for, and its file is called so. */
  definitionInItsFile: 1.5,
  /** All words of the file's name are in the query. */
  fileNamed: 1.1,
  /** Of the best other passages of its file, added: several passages that fit speak for each other. */
  coherence: 0.05,
  test: 0.5,
  example: 0.5,
  generated: 0.5,
  /** Only passes on what other files define. */
  reexport: 0.5,
  declarations: 0.7,
  /** Each passage of one file past its first `freePassages`, so that one file does not fill the list. */
  furtherPassage: 0.9,
  freePassages: 3,
} as const;

const testPath =
  /(?:^|\/)(?:__tests__|tests?|specs?|e2e|__mocks__|fixtures?)\/|[._-](?:test|spec)\.\w+$|(?:^|\/)test_\w+\.py$|_test\.(?:go|py)$/i;
const examplePath = /(?:^|\/)(?:examples?|samples?|demos?|compat|legacy|deprecated)\//i;
const generatedPath = /(?:^|\/)(?:dist|build|out|generated|vendor|third_party)\/|\.(?:generated|gen|pb)\.\w+$/i;
const declarationPath = /\.d\.[cm]?ts$/i;

/** Orders candidates by what a reader would want first. Pure and stable: equal candidates keep their order. */
export function applyRankRules<Doc extends RuledDoc>(docs: readonly Doc[], query: string): Doc[] {
  const names = namesIn(query);
  const asksForName = isSymbolLike(query);
  const terms = new Set(termsOf(query));
  const asks = (pattern: RegExp): boolean => pattern.test(query);
  const penalties = [
    { path: testPath, factor: asks(/\b(?:tests?|specs?|mocks?|fixtures?)\b/i) ? 1 : RULES.test },
    { path: examplePath, factor: asks(/\b(?:examples?|samples?|demos?|deprecated|legacy)\b/i) ? 1 : RULES.example },
    { path: generatedPath, factor: RULES.generated },
    { path: declarationPath, factor: asks(/\b(?:types?|declarations?|interfaces?)\b/i) ? 1 : RULES.declarations },
  ];
  const weighted = docs.map((doc) => {
    const stem = stemOfPath(doc.path);
    let score = doc.score;
    for (const { path, factor } of penalties) if (path.test(doc.path)) score *= factor;
    if (doc.record.isReexport === true) score *= RULES.reexport;
    const name = doc.record.symbol === undefined ? "" : lastPart(doc.record.symbol);
    if (names.has(name)) score *= asksForName ? RULES.definition : RULES.definitionMentioned;
    if (asksForName && names.has(name) && stem.toLowerCase() === name) score *= RULES.definitionInItsFile;
    const stemTerms = termsOf(stem);
    if (stemTerms.length > 0 && stemTerms.every((term) => terms.has(term))) score *= RULES.fileNamed;
    return { ...doc, score };
  });
  return spread(coherent(weighted)).sort(byScore);
}

/** Adds to each passage a part of the best other passage of its file. */
function coherent<Doc extends RuledDoc>(docs: readonly Doc[]): Doc[] {
  const best = new Map<string, readonly [first: number, second: number]>();
  for (const { path, score } of docs) {
    const [first, second] = best.get(path) ?? [0, 0];
    best.set(path, score > first ? [score, first] : [first, Math.max(second, score)]);
  }
  return docs.map((doc) => {
    const [first, second] = best.get(doc.path) ?? [0, 0];
    return { ...doc, score: doc.score + RULES.coherence * (doc.score === first ? second : first) };
  });
}

/** Holds back each further passage of a file that has better ones. */
function spread<Doc extends RuledDoc>(docs: readonly Doc[]): Doc[] {
  const seen = new Map<string, number>();
  return [...docs].sort(byScore).map((doc) => {
    const before = seen.get(doc.path) ?? 0;
    seen.set(doc.path, before + 1);
    return { ...doc, score: doc.score * RULES.furtherPassage ** Math.max(0, before + 1 - RULES.freePassages) };
  });
}

/** `src/storage/runLock.ts` -> `runLock`; the folder's name for an `index`, `mod` or `__init__`. */
function stemOfPath(path: string): string {
  const [folder = "", file = ""] = path.split("/").slice(-2).length === 2 ? path.split("/").slice(-2) : ["", path];
  const stem = file.replace(/\..*$/, "");
  return /^(?:index|mod|main|__init__)$/.test(stem) && folder !== "" ? folder : stem;
}
