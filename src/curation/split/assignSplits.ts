import type { Split } from "../../core/example.ts";
import { fractionOf } from "../fingerprint.ts";
import { requireShares, type SplitShares } from "./shares.ts";

/** Examples that must not be parted. */
export interface SplitGroup {
  /** Stable: decides, with the seed, where it goes. */
  readonly key: string;
  /** Of its examples. */
  readonly count: number;
  /** Where it has to go, whatever the shares. */
  readonly fixed?: Split;
}

/**
 * Gives each group one split. A group's split is drawn from a hash of seed and key: a new group moves no other one. There
 * are three exceptions, which few groups of uneven size need. A group that alone would be more than the whole share of its
 * split is trained on instead. And where a split of some share would stay empty though there are groups enough, the group
 * that upsets the shares least is moved there; training is filled first, then validation, then test. And where of a hundred
 * groups or fewer a held-out split then has less than half of its share or more than one and a half, single groups are
 * moved, as long as that brings all splits nearer to their shares. Groups with a fixed split count, but never move; groups
 * without examples go where they are drawn and count for nothing.
 *
 * @throws UserError `dataset/bad-shares` for negative shares, or none for training.
 */
export function assignSplits(
  groups: readonly SplitGroup[],
  seed: number,
  shares: SplitShares,
): ReadonlyMap<string, Split> {
  requireShares(shares);
  const wanted = (["train", "validation", "test"] as const).filter((split) => shares[split] > 0);
  const shareSum = shares.train + shares.validation + shares.test;
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const drawn = groups.map((group) => ({ ...group, fraction: fractionOf("split", seed, group.key) }));
  const members: Record<Split, typeof drawn> = { train: [], validation: [], test: [] };
  for (const group of drawn) {
    const split = drawnSplit(group.fraction * shareSum, shares);
    const fits = split === "train" || group.count <= (shares[split] / shareSum) * total;
    members[group.fixed ?? (fits ? split : "train")].push(group);
  }
  const filled = (split: Split) => members[split].filter(({ count }) => count > 0);
  for (const split of wanted) {
    if (filled(split).length > 0) continue;
    const movable = (from: Split) => filled(from).filter(({ fixed }) => fixed === undefined);
    // One group stays: to empty a split is no way to fill another.
    const donors = wanted.filter((from) => filled(from).length > 1 && movable(from).length > 0);
    const [donor] = donors.sort((left, right) => filled(right).length - filled(left).length);
    if (donor === undefined) continue;
    const goal = (shares[split] / shareSum) * total;
    const misfit = (count: number): number => Math.abs(count - goal);
    const [moved] = movable(donor).sort((a, b) => misfit(a.count) - misfit(b.count) || a.fraction - b.fraction);
    members[donor] = members[donor].filter((group) => group !== moved);
    if (moved !== undefined) members[split].push(moved);
  }
  balance(members, wanted, (split) => (shares[split] / shareSum) * total);
  const splits: readonly Split[] = ["train", "validation", "test"];
  return new Map(splits.flatMap((split) => members[split].map(({ key }) => [key, split] as const)));
}

interface DrawnGroup extends SplitGroup {
  readonly fraction: number;
}

/** Part of its share by which a held-out split may miss it. */
export const TOLERATED_MISS = 0.5;
/** Of more groups, that a new one moves no other is worth more than a share that is met. */
const FEW_GROUPS = 100;

/** Moves single groups, each time the one that brings the splits nearest to their shares, none to empty a split. */
function balance(
  members: Record<Split, DrawnGroup[]>,
  wanted: readonly Split[],
  goalOf: (split: Split) => number,
): void {
  const countOf = (split: Split): number => members[split].reduce((sum, { count }) => sum + count, 0);
  if (wanted.reduce((sum, split) => sum + members[split].length, 0) > FEW_GROUPS) return;
  // Each move brings all nearer, so there is a last one.
  for (;;) {
    const counts = { train: countOf("train"), validation: countOf("validation"), test: countOf("test") };
    const missOf = (split: Split, more = 0): number => Math.abs(counts[split] + more - goalOf(split));
    const isFar = (split: Split): boolean => split !== "train" && missOf(split) > TOLERATED_MISS * goalOf(split);
    if (!wanted.some(isFar)) return;
    let best: { group: DrawnGroup; from: Split; to: Split; gain: number } | undefined;
    for (const from of wanted) {
      if (members[from].filter(({ count }) => count > 0).length < 2) continue;
      for (const group of members[from]) {
        if (group.fixed !== undefined || group.count === 0) continue;
        for (const to of wanted) {
          if (to === from) continue;
          const gain = missOf(from) + missOf(to) - missOf(from, -group.count) - missOf(to, group.count);
          const isBetter = gain > (best?.gain ?? 0) || (gain === best?.gain && group.fraction < best.group.fraction);
          if (gain > 0 && isBetter) best = { group, from, to, gain };
        }
      }
    }
    if (best === undefined) return;
    const { group, from, to } = best;
    members[from] = members[from].filter((other) => other !== group);
    members[to].push(group);
  }
}

/** @param position from 0 up to the sum of the shares. */
function drawnSplit(position: number, shares: SplitShares): Split {
  if (position < shares.train) return "train";
  return position < shares.train + shares.validation ? "validation" : "test";
}
