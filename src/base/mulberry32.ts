/**
 * Tommy Ettinger's mulberry32: numbers in [0, 1), the same for the same seed everywhere. Its 32 bits of state are plenty for
 * a bootstrap; training draws from `Random` of the engine, whose state can be kept.
 */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
