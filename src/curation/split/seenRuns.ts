import { otherRunHash, runHash } from "../duplicates/shingles.ts";
import type { TokenSpan } from "./exampleTokens.ts";

/** Longest run of tokens that two texts share by chance or idiom; GPT-3's authors use 8 to 13 (arXiv:2005.14165, C.1). */
export const OVERLAP_TOKENS = 8;

/**
 * Tells which runs of eight tokens of some texts occur in others, with memory for the first texts only: those are the
 * held-out ones, a fraction of what they are compared with. Runs are told apart by 64 bits of hash.
 */
export class SeenRuns {
  readonly #mask: number;
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;
  /** 0 free, 1 wanted, 2 seen. */
  readonly #state: Uint8Array;

  /** @param texts that are asked about. */
  constructor(texts: readonly TokenSpan[]) {
    const runCount = texts.reduce((sum, text) => sum + runCountOf(text), 0);
    const slotCount = 2 ** Math.ceil(Math.log2(Math.max(16, 2 * runCount)));
    this.#mask = slotCount - 1;
    this.#low = new Uint32Array(slotCount);
    this.#high = new Uint32Array(slotCount);
    this.#state = new Uint8Array(slotCount);
    for (const text of texts) {
      for (let first = text.start; first + OVERLAP_TOKENS <= text.end; first++) {
        const slot = this.#slotOf(text.words, first);
        this.#low[slot] = runHash(text.words, first, OVERLAP_TOKENS);
        this.#high[slot] = otherRunHash(text.words, first, OVERLAP_TOKENS);
        this.#state[slot] = 1;
      }
    }
  }

  /** Takes note of the runs of another text. */
  see({ words, start, end }: TokenSpan): void {
    for (let first = start; first + OVERLAP_TOKENS <= end; first++) {
      const slot = this.#slotOf(words, first);
      if (this.#state[slot] === 1) this.#state[slot] = 2;
    }
  }

  /** How many of a text's runs were seen, of how many. */
  seenOf(text: TokenSpan): { readonly seen: number; readonly total: number } {
    let seen = 0;
    for (let first = text.start; first + OVERLAP_TOKENS <= text.end; first++) {
      if (this.#state[this.#slotOf(text.words, first)] === 2) seen += 1;
    }
    return { seen, total: runCountOf(text) };
  }

  /** The slot of the run that begins at `first`: that which holds it, or the free one where it would be. */
  #slotOf(words: Uint32Array, first: number): number {
    const low = runHash(words, first, OVERLAP_TOKENS);
    let slot = low & this.#mask;
    for (; this.#state[slot] !== 0; slot = (slot + 1) & this.#mask) {
      // The second 32 bits are wanted only where the first agree, and most runs of most texts are nowhere else.
      if (this.#low[slot] === low && this.#high[slot] === otherRunHash(words, first, OVERLAP_TOKENS)) break;
    }
    return slot;
  }
}

const runCountOf = ({ start, end }: TokenSpan): number => Math.max(0, end - start - OVERLAP_TOKENS + 1);
