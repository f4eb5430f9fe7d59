import { at } from "../../base/at.ts";

/**
 * A seeded pseudo-random source whose whole state is four 32-bit words: xoshiro128** 1.1 by Blackman and Vigna
 * (https://prng.di.unimi.it/xoshiro128starstar.c), its state filled by SplitMix64 as the authors advise.
 * `new Random(seed)` starts like `Xoshiro128StarStar::seed_from_u64(seed)` of Rust's rand_xoshiro.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /**
   * @param seed any safe integer; 0 is a seed like any other.
   * @param streams further integers (an epoch, a step) that pick an independent sequence of the same seed.
   * @throws RangeError for a number that is not a safe integer.
   */
  constructor(seed: number, ...streams: readonly number[]) {
    let splitMix = streams.reduce((state, stream) => nextOf(state).value ^ word64(stream), word64(seed));
    const words: number[] = [];
    for (let i = 0; i < 2; i++) {
      const { state, value } = nextOf(splitMix);
      splitMix = state;
      words.push(Number(value & 0xffffffffn), Number(value >> 32n));
    }
    [this.#a, this.#b, this.#c, this.#d] = validState(words);
  }

  /** A source that continues where `save()` was called. @throws RangeError unless `state` is a valid state. */
  static restore(state: readonly number[]): Random {
    const random = new Random(0);
    [random.#a, random.#b, random.#c, random.#d] = validState(state);
    return random;
  }

  /** The state as plain data, fit for JSON. */
  save(): RandomState {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  /** The next 32 bits, as an integer from 0 to 2^32 - 1. */
  bits(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b = (this.#b ^ this.#c) >>> 0;
    this.#a = (this.#a ^ this.#d) >>> 0;
    this.#c = (this.#c ^ shifted) >>> 0;
    this.#d = rotateLeft(this.#d, 11) >>> 0;
    return result;
  }

  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** An integer from 0 to n - 1, every one equally likely. @throws RangeError unless n is an integer from 1 to 2^32. */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) throw new RangeError(`expected 1 to 2^32, got ${n}`);
    // Draws from the incomplete last run of n would favour small values.
    const limit = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const draw = this.bits();
      if (draw < limit) return draw % n;
    }
  }

  /** Standard normal: the cosine half of Box and Muller. The sine half is dropped so that `save` needs no more state. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Reorders `array` in place, every order equally likely (Fisher and Yates), and returns it. */
  shuffle<T>(array: T[]): T[] {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [array[i], array[j]] = [at(array, j), at(array, i)];
    }
    return array;
  }
}

export type RandomState = readonly [number, number, number, number];

function validState(words: readonly number[]): RandomState {
  const [a, b, c, d, ...rest] = words;
  const isWord = (word: number | undefined): word is number =>
    word !== undefined && Number.isInteger(word) && word >= 0 && word < 2 ** 32;
  // All zeros is the one state that xoshiro never leaves.
  if (!isWord(a) || !isWord(b) || !isWord(c) || !isWord(d) || rest.length > 0 || (a | b | c | d) === 0) {
    throw new RangeError(`expected four 32-bit words, not all zero, got [${words.join(", ")}]`);
  }
  return [a, b, c, d];
}

/** SplitMix64 (https://prng.di.unimi.it/splitmix64.c). */
function nextOf(previous: bigint): { state: bigint; value: bigint } {
  const state = BigInt.asUintN(64, previous + 0x9e3779b97f4a7c15n);
  let value = BigInt.asUintN(64, (state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n);
  value = BigInt.asUintN(64, (value ^ (value >> 27n)) * 0x94d049bb133111ebn);
  return { state, value: value ^ (value >> 31n) };
}

function word64(integer: number): bigint {
  if (!Number.isSafeInteger(integer)) throw new RangeError(`a seed must be a whole number, got ${integer}`);
  return BigInt.asUintN(64, BigInt(integer));
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
