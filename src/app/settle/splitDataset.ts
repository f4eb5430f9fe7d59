import type { Example, Split } from "../../core/example.ts";
import { leakage, type Leakage } from "../../curation/split/leakage.ts";
import { DEFAULT_SHARES, requireShares, type SplitShares } from "../../curation/split/shares.ts";
import { missedShares, splitExamples, type SplitPlan } from "../../curation/split/splitExamples.ts";
import { datasetAt } from "../datasets/datasetSession.ts";
import { noteDatasetRevision } from "../datasets/noteDatasetRevision.ts";
import { placeExamples, readDatasetRows } from "./datasetRows.ts";
import { showsHeldOut } from "../grounded/showsHeldOut.ts";

export type { SplitShares } from "../../curation/split/shares.ts";

export interface ResplitOptions {
  readonly seed: number;
  /** Defaults to 0.8 training, 0.1 validation, 0.1 test. */
  readonly shares?: SplitShares;
  /** Whether examples that are in the test set now may leave it. Defaults to false: figures stay comparable. */
  readonly thaws?: boolean;
  /** Whether rows that brought their split along are drawn like all others. Defaults to false. */
  readonly drawsImported?: boolean;
  /** Stores the new splits in the dataset. Defaults to false. */
  readonly write?: boolean;
}

export interface DatasetSplit {
  /** Examples that take part, by split; `none` have none yet. */
  readonly counts: Readonly<Record<Split | "none", number>>;
  /** How it was drawn; absent where the dataset's own splits were looked at. */
  readonly plan?: Omit<SplitPlan, "splits">;
  /** What the held-out examples share with what is trained on. */
  readonly leakage: Leakage;
  /**
   * Grounded examples that are not counted, because their prompts show what is held out from them in this draw: to store
   * it takes them out. Absent where the dataset's own splits were looked at.
   */
  readonly misplacedGroundedCount?: number;
}

/** Measures the splits a dataset has. @throws UserError `dataset/…`. */
export async function describeSplit(path: string, signal?: AbortSignal): Promise<DatasetSplit> {
  const rows = await readDatasetRows(path, signal);
  return measured(rows.flatMap(({ example, excluded }) => (excluded === undefined ? [example] : [])));
}

/**
 * Draws the splits of a dataset anew; see `splitExamples`. Rows that brought their split along keep it, unless that would
 * leak or `drawsImported` says otherwise. What was held out as a test stays so unless thawed.
 *
 * @throws UserError `dataset/…`.
 */
export async function resplitDataset(
  path: string,
  { seed, shares = DEFAULT_SHARES, thaws = false, drawsImported = false, write = false }: ResplitOptions,
  signal?: AbortSignal,
): Promise<DatasetSplit> {
  const rows = await readDatasetRows(path, signal);
  const leftOut = new Set(rows.flatMap(({ example, excluded }) => (excluded === undefined ? [] : [example.id])));
  const examples = rows.map(({ example }): Example => {
    const { ownSplit } = example;
    return ownSplit === undefined || drawsImported ? example : { ...example, split: ownSplit };
  });
  const isLeftOut = ({ id }: Example): boolean => leftOut.has(id);
  const frozen = new Map<string, Split>(
    rows.flatMap(({ example: { id, split } }) => (split === "test" && !thaws ? [[id, split] as const] : [])),
  );
  requireShares(shares);
  const takePart = examples.filter((example) => !isLeftOut(example));
  const rest = sharesBeside(takePart.filter(({ id }) => frozen.has(id)).length, takePart.length, shares);
  const { splits, ...plan } = splitExamples(examples, {
    seed,
    frozen,
    isLeftOut,
    shares: rest,
    hasOwnSplit: ({ ownSplit }) => ownSplit !== undefined && !drawsImported,
  });
  if (write) {
    await placeExamples(
      path,
      ({ id, cluster }) => {
        const split = splits.get(id);
        return split && { split, ...(cluster !== undefined && { cluster }) };
      },
      signal,
    );
    const files = datasetAt(path);
    if (files !== undefined) await noteDatasetRevision(files, "split");
  }
  const placed = examples.flatMap((example): Example[] => {
    const split = splits.get(example.id);
    return isLeftOut(example) || split === undefined ? [] : [{ ...example, split }];
  });
  const splitOf = new Map(examples.map(({ id, source }) => [source?.path, splits.get(id)]));
  const kept = placed.filter((example) => !showsHeldOut(example, (shown) => splitOf.get(shown)));
  // Beside a test set that stays less was to be drawn for it than it shall have.
  const whole = { ...plan, missed: missedShares(plan.counts, shares) };
  return { ...measured(kept), plan: whole, misplacedGroundedCount: placed.length - kept.length };
}

/** What is left to draw beside a test set that stays: another draw must not make it grow. */
function sharesBeside(frozenCount: number, total: number, { train, validation, test }: SplitShares): SplitShares {
  const frozen = total === 0 ? 0 : (frozenCount / total) * (train + validation + test);
  return { train, validation, test: Math.max(0, test - frozen) };
}

function measured(examples: readonly Example[]): DatasetSplit {
  const counts: Record<Split | "none", number> = { train: 0, validation: 0, test: 0, none: 0 };
  for (const { split } of examples) counts[split ?? "none"] += 1;
  return { counts, leakage: leakage(examples) };
}
