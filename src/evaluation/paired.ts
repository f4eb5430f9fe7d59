/** Loss of one text under two models: sums over the same tokens. */
export interface PairedLoss {
  readonly baseNll: number;
  readonly tunedNll: number;
  readonly tokenCount: number;
}

/** The change of the mean loss per token from base to tuned, with what chance alone could make of it. */
export interface PairedInterval {
  readonly baseLoss: number;
  readonly tunedLoss: number;
  /** tunedLoss - baseLoss: negative is better. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Share of the examples on which the tuned model is the better one. */
  readonly winShare: number;
}

export interface PairedOptions {
  /** Defaults to 2,000: the interval's ends then move by about 1 % of its width from seed to seed. */
  readonly resamples?: number;
  /** Defaults to 0.95. */
  readonly confidence?: number;
  /** Defaults to 0. */
  readonly seed?: number;
}

/**
 * The percentile bootstrap over examples (Efron and Tibshirani, 1993, chapter 13): whole examples are drawn with
 * replacement, because tokens of one text are not independent, and both models are measured on the same draw,
 * because which texts are hard is common to both. `losses` must hold at least one example.
 */
export function pairedInterval(losses: readonly PairedLoss[], options: PairedOptions = {}): PairedInterval {
  const { resamples = 2000, confidence = 0.95, seed = 0 } = options;
  if (losses.length === 0) throw new RangeError("a paired interval needs at least 1 example, got 0");
  const random = mulberry32(seed);
  const differences = Array.from({ length: resamples }, () => {
    let nll = 0;
    let tokens = 0;
    for (let draw = 0; draw < losses.length; draw++) {
      const example = losses[Math.floor(random() * losses.length)];
      if (!example) continue;
      nll += example.tunedNll - example.baseNll;
      tokens += example.tokenCount;
    }
    return nll / tokens;
  }).sort((a, b) => a - b);
  const tokens = sum(losses, (loss) => loss.tokenCount);
  const baseLoss = sum(losses, (loss) => loss.baseNll) / tokens;
  const tunedLoss = sum(losses, (loss) => loss.tunedNll) / tokens;
  return {
    baseLoss,
    tunedLoss,
    difference: tunedLoss - baseLoss,
    low: quantile(differences, (1 - confidence) / 2),
    high: quantile(differences, (1 + confidence) / 2),
    winShare: losses.filter((loss) => loss.tunedNll < loss.baseNll).length / losses.length,
  };
}

const sum = <T>(items: readonly T[], value: (item: T) => number) =>
  items.reduce((total, item) => total + value(item), 0);

/** Linear between the two nearest ranks; `sorted` is ascending and not empty. */
function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Tommy Ettinger's mulberry32: 32 bits of state are plenty for a bootstrap. Uniform in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
