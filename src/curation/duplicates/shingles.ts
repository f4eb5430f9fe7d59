import { mix32 } from "./mix32.ts";
import { tokenHashes } from "./tokenHashes.ts";

/** As Lee et al. take them ("Deduplicating Training Data Makes Language Models Better", arXiv:2107.06499). */
export const SHINGLE_TOKENS = 5;

/**
 * Texts with fewer tokens are compared by their words and pairs of words instead: of so few, one changed word would
 * change every shingle of five, and nothing but the same text would ever be alike.
 */
export const SHORT_TEXT_TOKENS = 2 * SHINGLE_TOKENS;

/**
 * The set of shingles of a plain text, each as 32 bits of hash, ascending. Two sets are alike as far as the texts are;
 * short and long texts share no shingle. Empty only for a text without a visible character.
 *
 * @param tokens `tokenHashes(plain)` where they are known already.
 */
export function shinglesOf(plain: string, tokens: Uint32Array = tokenHashes(plain)): Uint32Array {
  const { length } = tokens;
  if (length === 0) return tokens;
  return distinct(length < SHORT_TEXT_TOKENS ? shortShingles(tokens) : runs(tokens, SHINGLE_TOKENS));
}

/** Every run of `width` tokens as one hash that depends on their order. */
export function runs(tokens: Uint32Array, width: number): Uint32Array {
  const hashes = new Uint32Array(Math.max(0, tokens.length - width + 1));
  for (let start = 0; start < hashes.length; start++) hashes[start] = runHash(tokens, start, width);
  return hashes;
}

/** The hash of the run of `width` tokens that begins at `start`. */
export function runHash(tokens: Uint32Array, start: number, width: number): number {
  let hash = width;
  for (let i = start; i < start + width; i++) hash = nextHash(hash, tokens[i] ?? 0);
  return mix32(hash);
}

/** As `runHash`, of other tokens for the same run: the two are independent of each other. */
export function otherRunHash(tokens: Uint32Array, start: number, width: number): number {
  let hash = width;
  for (let i = start; i < start + width; i++) hash = nextHash(hash, mix32(tokens[i] ?? 0));
  return mix32(hash);
}

const nextHash = (hash: number, token: number): number => Math.imul((hash << 7) ^ (hash >>> 25) ^ token, 0x9e3779b1);

/** |A ∩ B| of two sets as `shinglesOf` gives them. */
export function intersectionSize(a: Uint32Array, b: Uint32Array): number {
  let [i, j, shared] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [left, right] = [a[i] ?? 0, b[j] ?? 0];
    if (left === right) shared += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return shared;
}

/** Jaccard similarity |A ∩ B| / |A ∪ B|; 0 where both are empty. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  const shared = intersectionSize(a, b);
  const union = a.length + b.length - shared;
  return union === 0 ? 0 : shared / union;
}

/** How much of the smaller set lies within the other: |A ∩ B| / min(|A|, |B|); 0 where one is empty. */
export function containment(a: Uint32Array, b: Uint32Array): number {
  const smaller = Math.min(a.length, b.length);
  return smaller === 0 ? 0 : intersectionSize(a, b) / smaller;
}

/** Words, and pairs of neighbours with the ends of the text as neighbours too. */
function shortShingles(tokens: Uint32Array): Uint32Array {
  const END = 0;
  const padded = new Uint32Array(tokens.length + 2);
  padded[0] = END;
  padded.set(tokens, 1);
  padded[padded.length - 1] = END;
  const pairs = runs(padded, 2);
  const all = new Uint32Array(tokens.length + pairs.length);
  all.set(runs(tokens, 1));
  all.set(pairs, tokens.length);
  return all;
}

function distinct(hashes: Uint32Array): Uint32Array {
  hashes.sort();
  let kept = 0;
  for (let i = 0; i < hashes.length; i++) {
    if (i === 0 || hashes[i] !== hashes[i - 1]) hashes[kept++] = hashes[i] ?? 0;
  }
  return hashes.slice(0, kept);
}
