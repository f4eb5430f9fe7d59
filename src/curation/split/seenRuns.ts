import { at } from "../../base/at.ts";
import { mix32 } from "../duplicates/mix32.ts";
import { runs } from "../duplicates/shingles.ts";

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

  /** @param texts token hashes of the texts that are asked about. */
  constructor(texts: readonly Uint32Array[]) {
    const runCount = texts.reduce((sum, { length }) => sum + Math.max(0, length - OVERLAP_TOKENS + 1), 0);
    const slotCount = 2 ** Math.ceil(Math.log2(Math.max(16, 2 * runCount)));
    this.#mask = slotCount - 1;
    this.#low = new Uint32Array(slotCount);
    this.#high = new Uint32Array(slotCount);
    this.#state = new Uint8Array(slotCount);
    for (const tokens of texts) {
      const [low, high] = [runs(tokens, OVERLAP_TOKENS), highRuns(tokens)];
      this.#each(tokens, (slot, i) => {
        this.#low[slot] = at(low, i);
        this.#high[slot] = at(high, i);
        this.#state[slot] = 1;
      });
    }
  }

  /** Takes note of the runs of another text. */
  see(tokens: Uint32Array): void {
    this.#each(tokens, (slot) => {
      if (this.#state[slot] === 1) this.#state[slot] = 2;
    });
  }

  /** How many of a text's runs were seen, of how many. */
  seenOf(tokens: Uint32Array): { readonly seen: number; readonly total: number } {
    let [seen, total] = [0, 0];
    this.#each(tokens, (slot) => {
      total += 1;
      if (this.#state[slot] === 2) seen += 1;
    });
    return { seen, total };
  }

  /** Visits the slot of each run: that which holds it, or the free one where it would be. */
  #each(tokens: Uint32Array, visit: (slot: number, index: number) => void): void {
    const low = runs(tokens, OVERLAP_TOKENS);
    // The second 32 bits are wanted only where the first agree, and most runs of most texts are nowhere else.
    let high: Uint32Array | undefined;
    for (let i = 0; i < low.length; i++) {
      const wanted = at(low, i);
      let slot = wanted & this.#mask;
      for (; this.#state[slot] !== 0; slot = (slot + 1) & this.#mask) {
        if (this.#low[slot] === wanted && this.#high[slot] === (high ??= highRuns(tokens))[i]) break;
      }
      visit(slot, i);
    }
  }
}

/** Of other tokens, so that these 32 bits are independent of the first. */
const highRuns = (tokens: Uint32Array): Uint32Array => runs(tokens.map(mix32), OVERLAP_TOKENS);
