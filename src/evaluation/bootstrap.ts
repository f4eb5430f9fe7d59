import { mulberry32 } from "../base/mulberry32.ts";
export interface BootstrapOptions {
  /** Defaults to 2,000: the interval's ends then move by about 1 % of its width from seed to seed. */
  readonly resamples?: number;
  /** Defaults to 0.95. */
  readonly confidence?: number;
  /** Defaults to 0. */
  readonly seed?: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The percentile bootstrap (Efron and Tibshirani, 1993, chapter 13) of what is measured on `count` items.
 *
 * @param statistic of items drawn with replacement, given as indices. Where it is not a number the draw is passed over.
 */
export function bootstrapInterval(
  count: number,
  statistic: (drawn: Int32Array) => number,
  { resamples = 2000, confidence = 0.95, seed = 0 }: BootstrapOptions = {},
): Interval {
  const random = mulberry32(seed);
  const drawn = new Int32Array(count);
  const values = Array.from({ length: resamples }, () => {
    for (let draw = 0; draw < count; draw++) drawn[draw] = Math.floor(random() * count);
    return statistic(drawn);
  })
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  return { low: quantile(values, (1 - confidence) / 2), high: quantile(values, (1 + confidence) / 2) };
}

/** Linear between the two nearest ranks; `sorted` is ascending. Not a number where it is empty. */
function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
