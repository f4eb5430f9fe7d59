import { intersectionSize, shinglesOf } from "./shingles.ts";
import type { TextSignature } from "./signature.ts";

/** Sets of shingles kept for the next comparison: about 100 kB each for the longest answers, a few kB for most. */
const MAX_KEPT_SETS = 2000;

/**
 * How many shingles two texts share. It depends on the texts alone, so what was counted once can be kept from one build
 * to the next, by the keys of the texts.
 */
export class SharedShingles {
  readonly #known: ReadonlyMap<string, number>;
  readonly #used = new Map<string, number>();
  readonly #sets = new Map<string, Uint32Array>();

  /** @param known what `counts` of another one gave. Defaults to nothing. */
  constructor(known: ReadonlyMap<string, number> = new Map<string, number>()) {
    this.#known = known;
  }

  /** |A ∩ B| of the texts' sets of shingles. */
  of(a: TextSignature, b: TextSignature): number {
    const pair = a.key < b.key ? a.key + b.key : b.key + a.key;
    let count = this.#used.get(pair);
    if (count === undefined) {
      count = this.#known.get(pair) ?? intersectionSize(this.#setOf(a), this.#setOf(b));
      this.#used.set(pair, count);
    }
    return count;
  }

  /** Jaccard similarity |A ∩ B| / |A ∪ B|; 0 where both are empty. */
  jaccard(a: TextSignature, b: TextSignature): number {
    const shared = this.of(a, b);
    const union = a.shingleCount + b.shingleCount - shared;
    return union === 0 ? 0 : shared / union;
  }

  /** How much of the smaller set lies within the other: |A ∩ B| / min(|A|, |B|); 0 where one is empty. */
  containment(a: TextSignature, b: TextSignature): number {
    const smaller = Math.min(a.shingleCount, b.shingleCount);
    return smaller === 0 ? 0 : this.of(a, b) / smaller;
  }

  /** What was asked for, by pair of texts. */
  get counts(): ReadonlyMap<string, number> {
    return this.#used;
  }

  /** Whether something was asked for that was not known. */
  get hasNew(): boolean {
    for (const pair of this.#used.keys()) if (!this.#known.has(pair)) return true;
    return false;
  }

  #setOf(text: TextSignature): Uint32Array {
    const kept = this.#sets.get(text.key);
    if (kept !== undefined) return kept;
    if (this.#sets.size >= MAX_KEPT_SETS) this.#sets.clear();
    const set = shinglesOf(text.plain());
    this.#sets.set(text.key, set);
    return set;
  }
}
