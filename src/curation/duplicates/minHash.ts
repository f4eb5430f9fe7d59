import { at } from "../../base/at.ts";
import { mix32 } from "./mix32.ts";

/** Hashes a signature: an estimate of a similarity of 0.8 then has a standard error of 0.05. */
export const SIGNATURE_LENGTH = 64;

/** What no shingle of an empty set is below. */
const NONE = 0xffffffff;

/** x -> a x + b modulo 2^32 with odd a reorders all 32-bit words; the shingles themselves are well mixed already. */
const FACTORS = Uint32Array.from({ length: SIGNATURE_LENGTH }, (_, i) => mix32(2 * i + 1) | 1);
const OFFSETS = Uint32Array.from({ length: SIGNATURE_LENGTH }, (_, i) => mix32(2 * i + 2));

/**
 * The MinHash signature of a set of shingles (Broder, "On the resemblance and containment of documents", 1997): 64
 * numbers, of which two sets share about as large a part as their Jaccard similarity. The same on every machine.
 */
export function minHash(shingles: Uint32Array): Uint32Array {
  const least = new Uint32Array(SIGNATURE_LENGTH).fill(NONE);
  for (let i = 0; i < SIGNATURE_LENGTH; i++) {
    const [factor, offset] = [at(FACTORS, i), at(OFFSETS, i)];
    let minimum = NONE;
    for (const shingle of shingles) {
      const hash = (Math.imul(shingle, factor) + offset) >>> 0;
      if (hash < minimum) minimum = hash;
    }
    least[i] = minimum;
  }
  return least;
}

/** The part of two signatures that agrees, from 0 to 1: about the Jaccard similarity of what they were made of. */
export function estimatedSimilarity(a: Uint32Array, b: Uint32Array): number {
  let equal = 0;
  for (let i = 0; i < SIGNATURE_LENGTH; i++) if (a[i] === b[i]) equal += 1;
  return equal / SIGNATURE_LENGTH;
}

/** Three standard errors of an estimate from 64 hashes. */
const MARGIN = 0.19;
/** Of the first quarter; at a similarity of 0.5 fewer than 2 of 16 agree once in four thousand pairs. */
const [FIRST, LEAST_OF_FIRST] = [16, 2];

/**
 * The first quarters of many signatures side by side. Most pairs are told apart by them, and where the signatures
 * themselves lie, each in the bytes of its file, no processor has them at hand.
 */
export class FirstHashes {
  readonly #words: Uint32Array;

  /** @param capacity items are numbers below it. */
  constructor(capacity: number) {
    this.#words = new Uint32Array(capacity * FIRST);
  }

  set(item: number, signature: Uint32Array): void {
    const start = item * FIRST;
    for (let i = 0; i < FIRST; i++) this.#words[start + i] = signature[i] ?? NONE;
  }

  /** Whether `mayBeLike` needs to look at the whole signatures. */
  mayBeLike(item: number, signature: Uint32Array): boolean {
    const start = item * FIRST;
    let equal = 0;
    for (let i = 0; i < FIRST; i++) if (this.#words[start + i] === signature[i]) equal += 1;
    return equal >= LEAST_OF_FIRST;
  }
}

/** Whether two sets may be at least so similar: false only where their signatures all but exclude it. Cheap. */
export function mayBeLike(a: Uint32Array, b: Uint32Array, similarity: number): boolean {
  let equal = 0;
  for (let i = 0; i < FIRST; i++) if (a[i] === b[i]) equal += 1;
  return equal >= LEAST_OF_FIRST && estimatedSimilarity(a, b) >= similarity - MARGIN;
}
