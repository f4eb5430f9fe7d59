import type { Split } from "../../core/example.ts";
import type { ReviewState } from "../../core/review.ts";
import type { Assembled } from "../../curation/assemble.ts";
import type { BalanceOptions } from "../../curation/propose/balance.ts";
import { GROUNDED } from "../../curation/propose/groundedKind.ts";
import { type Card, cardOf, exampleOf, hasSource } from "../../curation/yield/card.ts";
import type { KeptYield } from "../../curation/yield/yieldRecord.ts";
import type { Workspace } from "../../storage/workspace.ts";
import { type OpenPassageSearch, openPassageSearch } from "../grounded/passageSearch.ts";
import { proposeGrounded } from "../grounded/proposeGrounded.ts";
import type { CollectProgress } from "./collectYields.ts";

export interface GroundingOptions extends Pick<BalanceOptions, "caps"> {
  readonly root: string;
  readonly seed: number;
  /** Where the index of passages lies. */
  readonly keepIn?: { readonly workspace: Workspace };
  /** Defaults to a process of its own. */
  readonly openSearch?: OpenPassageSearch;
  /** Those that were asked for: of others nothing stays. */
  readonly kinds: readonly string[];
  readonly states: ReadonlyMap<string, ReviewState>;
}

/**
 * Adds the grounded examples, where they are asked for, to what files gave. They are made last, since their prompts show
 * only what the split of their file may see. Throws as `proposeGrounded`.
 */
export async function withGrounded(
  assembled: Assembled,
  yields: readonly Pick<KeptYield, "path">[],
  { root, seed, keepIn, caps, openSearch = openPassageSearch, kinds, states }: GroundingOptions,
  onProgress?: (progress: CollectProgress) => void,
  signal?: AbortSignal,
): Promise<Assembled> {
  if (!kinds.includes(GROUNDED) || assembled.examples.length === 0) return assembled;
  const splitOf = splitsByPath(assembled.examples);
  await using passages = await openSearch(root, keepIn?.workspace, signal);
  const { examples, leftOut, ungrounded } = await proposeGrounded(
    takingPart(assembled, states).map(exampleOf),
    {
      seed,
      search: passages.search,
      splits: new Map(yields.map(({ path }) => [path, splitOf.get(path)])),
      isDecided: (id) => (states.get(id) ?? "proposed") !== "proposed",
      cap: caps?.[GROUNDED],
    },
    (done, total, path) => onProgress?.({ done, total, path }),
    signal,
  );
  const { counts } = assembled;
  return {
    ...onlyKinds(assembled, kinds),
    examples: [
      ...assembled.examples.filter(({ kind }) => kinds.includes(kind)),
      ...examples.filter(hasSource).map(cardOf),
    ],
    counts: {
      ...counts,
      leftOut: withCount(counts.leftOut, leftOut),
      ungrounded: withCount(counts.ungrounded, ungrounded),
    },
  };
}

/** What is learned from as long as nobody decides otherwise: no near-duplicates, nothing that holds a secret. */
export function takingPart(
  { examples, clusters, secrets }: Assembled,
  states: ReadonlyMap<string, ReviewState>,
): Card[] {
  const duplicates = new Set(clusters.flatMap(({ members }) => members.map(({ example }) => example.id)));
  return examples.filter(
    ({ id }) =>
      !duplicates.has(id) && !secrets.has(id) && states.get(id) !== "rejected" && states.get(id) !== "flagged",
  );
}

export const splitsByPath = (cards: readonly Card[]): ReadonlyMap<string, Split> =>
  new Map(cards.flatMap(({ source, split }) => (split ? [[source.path, split]] : [])));

/** Findings and secrets of examples that were made only for others to be made of them go with those. */
function onlyKinds(assembled: Assembled, kinds: readonly string[]): Assembled {
  const dropped = new Set(assembled.examples.filter(({ kind }) => !kinds.includes(kind)).map(({ id }) => id));
  return {
    ...assembled,
    findings: assembled.findings.flatMap((finding) => {
      const exampleIds = finding.exampleIds.filter((id) => !dropped.has(id));
      return exampleIds.length === 0 ? [] : [{ ...finding, exampleIds }];
    }),
    secrets: new Map([...assembled.secrets].filter(([id]) => !dropped.has(id))),
  };
}

const withCount = (counts: Readonly<Record<string, number>>, count: number) =>
  count === 0 ? counts : { ...counts, [GROUNDED]: count };
