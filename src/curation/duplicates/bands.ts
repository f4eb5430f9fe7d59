import { mix32 } from "./mix32.ts";

/** How signatures are cut: two of similarity s share one of b bands of r rows with probability 1 - (1 - s^r)^b. */
export interface Banding {
  readonly bandCount: number;
  readonly rowCount: number;
}

/** Finds a pair of similarity 0.5 with probability 0.9999, and one of 0.1 with 0.28: for few queries. */
export const FINE_BANDS: Banding = { bandCount: 32, rowCount: 2 };
/** Finds a pair of similarity 0.6 with probability 0.994, one of 0.7 with 0.9998, and one of 0.1 with 0.02. */
export const COARSE_BANDS: Banding = { bandCount: 21, rowCount: 3 };

/**
 * Of signatures that share a band only so many are looked at, the latest first. A band that dozens share is made of
 * shingles that everything holds, such as a licence; what is truly alike shares other bands too.
 */
const MAX_LOOKED_AT = 24;

/**
 * Finds the signatures that are probably like a given one without comparing it with all: locality-sensitive hashing by
 * bands (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", section 3.4). Holds a few integers a signature and
 * band in typed arrays, whatever the texts. They are indexed directly: `at`, which is handed arrays of all kinds, is slow
 * where it is called millions of times.
 */
export class Bands {
  readonly #banding: Banding;
  readonly #slotMask: number;
  /** The latest entry of each slot, and for each entry the one before it; -1 where there is none. A row each band. */
  readonly #latest: Int32Array;
  readonly #previous: Int32Array;
  readonly #capacity: number;
  /** The item each entry stands for. */
  readonly #items: Int32Array;
  /** The query that saw an item last, so that one that shares several bands is given once. */
  readonly #seenBy: Int32Array;
  /** The signature that was asked about last, and its slots: what is looked for is often added next. */
  #asked: Uint32Array | undefined;
  readonly #slots: Int32Array;
  #count = 0;
  #queryCount = 0;

  /** @param capacity how many signatures will be added at most. */
  constructor(capacity: number, banding: Banding) {
    this.#banding = banding;
    this.#capacity = capacity;
    const slotCount = 2 ** Math.ceil(Math.log2(Math.max(16, capacity)));
    this.#slotMask = slotCount - 1;
    this.#latest = new Int32Array(slotCount * banding.bandCount).fill(-1);
    this.#previous = new Int32Array(capacity * banding.bandCount);
    this.#items = new Int32Array(capacity);
    this.#seenBy = new Int32Array(capacity);
    this.#slots = new Int32Array(banding.bandCount);
  }

  /** Signatures that share a band with this one, as the numbers they were added with; each once. */
  candidates(signature: Uint32Array): number[] {
    this.#queryCount += 1;
    const found: number[] = [];
    const slots = this.#slotsOf(signature);
    for (let band = 0; band < slots.length; band++) {
      let entry = this.#latest[slots[band] ?? 0] ?? -1;
      for (let looked = 0; entry >= 0 && looked < MAX_LOOKED_AT; looked++) {
        if (this.#seenBy[entry] !== this.#queryCount) {
          this.#seenBy[entry] = this.#queryCount;
          found.push(this.#items[entry] ?? 0);
        }
        entry = this.#previous[band * this.#capacity + entry] ?? -1;
      }
    }
    return found;
  }

  /** @throws RangeError beyond the capacity. */
  add(signature: Uint32Array, item: number): void {
    if (this.#count >= this.#capacity) throw new RangeError(`there is room for ${this.#capacity} signatures`);
    const entry = this.#count++;
    this.#items[entry] = item;
    const slots = this.#slotsOf(signature);
    for (let band = 0; band < slots.length; band++) {
      const slot = slots[band] ?? 0;
      this.#previous[band * this.#capacity + entry] = this.#latest[slot] ?? -1;
      this.#latest[slot] = entry;
    }
  }

  /** One slot a band; the same array at every call. */
  #slotsOf(signature: Uint32Array): Int32Array {
    if (this.#asked === signature) return this.#slots;
    const { bandCount, rowCount } = this.#banding;
    let row = 0;
    for (let band = 0; band < bandCount; band++) {
      let hash = band;
      for (const end = row + rowCount; row < end; row++) hash = mix32(hash ^ (signature[row] ?? 0));
      this.#slots[band] = band * (this.#slotMask + 1) + (hash & this.#slotMask);
    }
    this.#asked = signature;
    return this.#slots;
  }
}
