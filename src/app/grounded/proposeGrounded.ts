import type { ChatExample, Example, Split } from "../../core/example.ts";
import type { SearchHit } from "../../core/search.ts";
import { cappedCount, fairOrder, leadingCountOf } from "../../curation/propose/balance.ts";
import { GROUNDED, groundedKind } from "../../curation/propose/groundedKind.ts";
import type { Cap } from "../../curation/propose/proposer.ts";
import { scanText } from "../../curation/secrets/scanText.ts";
import { type Askable, ASKABLE_KINDS, askableOf } from "./askable.ts";
import { groundedCase, type GroundedCase } from "./groundedCase.ts";
import { groundedExample, groundedId } from "./groundedExample.ts";
import type { SearchPassages } from "./passageSearch.ts";
import { mayShow } from "./showsHeldOut.ts";

export interface GroundedOptions {
  readonly seed: number;
  readonly search: SearchPassages;
  /** The split of each file that may be shown; what is of other files is never a source. */
  readonly splits: ReadonlyMap<string, Split | undefined>;
  /** Whether somebody decided about the example of an id: it is made whatever the cap says. */
  readonly isDecided: (id: string) => boolean;
  /** Defaults to that of the kind. */
  readonly cap?: Cap | undefined;
}

export interface ProposedGrounded {
  readonly examples: readonly ChatExample[];
  /** Questions beyond the cap. */
  readonly leftOut: number;
  /** Questions whose passage was not found, or did not hold the answer when it was cut to fit. */
  readonly ungrounded: number;
}

/**
 * The kinds to make for the sake of kinds that are asked for: grounded examples alone are made of all kinds that they can
 * be made of, of which then none is kept.
 */
export const kindsToMake = (kinds: readonly string[]): readonly string[] =>
  !kinds.includes(GROUNDED) || kinds.some((kind) => ASKABLE_KINDS.has(kind)) ? kinds : [...kinds, ...ASKABLE_KINDS];

/**
 * Makes grounded examples of a dataset's examples, each in the split of what it was made of. So that nothing of a held-out
 * file is read in training, training prompts show files of the training split only, and those of validation none of the
 * test split. A passage with a secret or personal data is never shown. The same examples and files give the same.
 *
 * @param examples that take part, with splits.
 * @throws the signal's reason, and as the search.
 */
export async function proposeGrounded(
  examples: readonly Example[],
  { seed, search, splits, isDecided, cap = groundedKind.cap }: GroundedOptions,
  onProgress?: (done: number, total: number, path: string) => void,
  signal?: AbortSignal,
): Promise<ProposedGrounded> {
  const limit = cap === undefined ? Infinity : cappedCount(cap, leadingCountOf(examples));
  const fair = fairOrder(examples).flatMap((example) => askableOf(example) ?? []);
  const isKept = (asked: Askable): boolean => isDecided(groundedId(asked.example));
  const ordered = [...fair.filter(isKept), ...fair.filter((asked) => !isKept(asked))];
  const isClean = cleanliness();
  const made: ChatExample[] = [];
  let tried = 0;
  for (const asked of ordered) {
    if (made.length >= limit) break;
    signal?.throwIfAborted();
    onProgress?.(made.length, Math.min(limit, ordered.length), asked.example.source.path);
    tried += 1;
    const isShown = ({ path }: SearchHit): boolean =>
      splits.has(path) && mayShow(asked.example.split, splits.get(path));
    const found = await findCase(asked, async (query) => clean((await search(query)).filter(isShown), isClean));
    const example = found && groundedExample(found, seed);
    if (example) made.push(example);
  }
  return { examples: made, leftOut: ordered.length - tried, ungrounded: tried - made.length };
}

/**
 * The case of a question. Where search does not find its passage by the question alone, as somebody who does not know
 * the file asks, the file and the symbol are searched for too.
 */
export async function findCase(asked: Askable, search: SearchPassages): Promise<GroundedCase | undefined> {
  const { path, title = "" } = asked.example.source;
  return (
    groundedCase(asked, await search(asked.question)) ??
    groundedCase(asked, await search(`${asked.question} ${title} ${path}`))
  );
}

async function clean(hits: readonly SearchHit[], isClean: (hit: SearchHit) => Promise<boolean>): Promise<SearchHit[]> {
  const verdicts = await Promise.all(hits.map(isClean));
  return hits.filter((_, index) => verdicts[index]);
}

/** Many questions find the same passages. */
function cleanliness(): (hit: SearchHit) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (hit) => {
    const key = `${hit.path}:${hit.startLine}`;
    const verdict = known.get(key) ?? scanText(hit.text, hit.path).then((found) => found.length === 0);
    known.set(key, verdict);
    return verdict;
  };
}
