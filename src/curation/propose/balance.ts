import { ascendingOrder } from "../../base/ascendingOrder.ts";
import { at } from "../../base/at.ts";
import type { ExampleLabel } from "../../core/example.ts";
import { fractionOf } from "../fingerprint.ts";
import { KINDS } from "./kinds.ts";
import type { Cap } from "./proposer.ts";

/** What people wrote to be read: the other kinds are measured by them. */
const LEADING: ReadonlySet<string> = new Set(["section", "faq", "doc-comment"]);

export interface Balanced<E extends ExampleLabel> {
  /** In the order they came. */
  readonly examples: readonly E[];
  /** How many were left out, by kind. */
  readonly leftOut: Readonly<Record<string, number>>;
}

export interface BalanceOptions<E extends ExampleLabel = ExampleLabel> {
  /** By kind; a kind without one is taken whole. Defaults to the caps of `KINDS`. */
  readonly caps?: Readonly<Record<string, Cap>>;
  /** Examples that stay whatever the caps say, such as those that somebody accepted. They count. Defaults to none. */
  readonly keeps?: (example: E) => boolean;
  /** `drawnOf(example)` where it is known already. */
  readonly drawnOf?: (example: E) => number;
}

/** Which of a file's examples come first: a number in [0, 1) that depends on the id alone. */
export const drawnOf = ({ id }: Pick<ExampleLabel, "id">): number => fractionOf("balance", id);

export const DEFAULT_CAPS: Readonly<Record<string, Cap>> = Object.fromEntries(
  KINDS.flatMap(({ kind, cap }) => (cap === undefined ? [] : [[kind, cap]])),
);

/**
 * Takes of each kind no more than its cap, so that the signatures of a large interface do not drown what its authors
 * explain. Of a kind that is too many, every file gives its first before any gives its second, and so on; which of a
 * file's are first is drawn by their ids. The same examples give the same choice.
 */
export function balance<E extends ExampleLabel>(examples: readonly E[], options: BalanceOptions<E> = {}): Balanced<E> {
  const caps = options.caps ?? DEFAULT_CAPS;
  const drawn = options.drawnOf ?? drawnOf;
  const keeps = options.keeps ?? (() => false);
  const leadingCount = leadingCountOf(examples);
  const isDropped = new Uint8Array(examples.length);
  const leftOut: Record<string, number> = {};
  const byKind = new Map(Object.keys(caps).map((kind) => [kind, [] as number[]]));
  for (let index = 0; index < examples.length; index++) byKind.get(at(examples, index).kind)?.push(index);
  for (const [kind, limits] of Object.entries(caps)) {
    const all = byKind.get(kind) ?? [];
    const cap = cappedCount(limits, leadingCount);
    if (all.length <= cap) continue;
    const free = all.filter((index) => !keeps(at(examples, index)));
    const surplus = fairPlaces(
      free.map((index) => at(examples, index)),
      drawn,
    ).slice(Math.max(0, cap - (all.length - free.length)));
    for (const place of surplus) isDropped[at(free, place)] = 1;
    if (surplus.length > 0) leftOut[kind] = surplus.length;
  }
  return { examples: examples.filter((_, index) => isDropped[index] === 0), leftOut };
}

/** How many of the examples the others are measured by. */
export const leadingCountOf = (examples: readonly ExampleLabel[]): number =>
  examples.filter(({ kind }) => LEADING.has(kind)).length;

/** How many a cap allows. */
export const cappedCount = ({ perLeading, atLeast, atMost = Infinity }: Cap, leadingCount: number): number =>
  Math.min(atMost, Math.max(atLeast, Math.floor(perLeading * leadingCount)));

/**
 * One of each file, then the next of each file, and so on.
 *
 * @param fraction `drawnOf` where it is known already.
 */
export const fairOrder = <E extends ExampleLabel>(examples: readonly E[], fraction?: (example: E) => number): E[] =>
  fairPlaces(examples, fraction).map((place) => at(examples, place));

/** As `fairOrder`, the places that the examples have now. */
export function fairPlaces<E extends ExampleLabel>(
  examples: readonly E[],
  fraction: (example: E) => number = drawnOf,
): number[] {
  const fractions = new Float64Array(examples.length);
  for (let place = 0; place < examples.length; place++) fractions[place] = fraction(at(examples, place));
  const counts = new Map<string, number>();
  const turns: number[][] = [];
  for (const place of ascendingOrder(fractions)) {
    const path = at(examples, place).source?.path ?? "";
    const turn = counts.get(path) ?? 0;
    counts.set(path, turn + 1);
    (turns[turn] ??= []).push(place);
  }
  return turns.flat();
}
