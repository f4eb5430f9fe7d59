import { at } from "../../base/at.ts";

/** How long examples are, in tokens. */
export interface LengthDistribution {
  readonly count: number;
  readonly total: number;
  /** By the share of the examples that are at most so long. */
  readonly quantiles: { readonly p50: number; readonly p90: number; readonly p99: number };
  readonly longest: number;
  /** Bins of equal width that hold all lengths; the upper bound belongs to the bin. */
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[];
}

const MAX_BINS = 12;
/** Widths that people count in. */
const WIDTHS = [1, 2, 5];

export function lengthDistribution(lengths: readonly number[]): LengthDistribution {
  const sorted = [...lengths].sort((left, right) => left - right);
  const longest = sorted.at(-1) ?? 0;
  const width = binWidth(longest);
  const counts = new Array<number>(Math.ceil(longest / width)).fill(0);
  for (const length of sorted) {
    const bin = Math.max(0, Math.ceil(length / width) - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return {
    count: sorted.length,
    total: sorted.reduce((sum, length) => sum + length, 0),
    quantiles: { p50: quantile(sorted, 0.5), p90: quantile(sorted, 0.9), p99: quantile(sorted, 0.99) },
    longest,
    bins: counts.map((count, index) => ({ from: index * width + 1, to: (index + 1) * width, count })),
  };
}

/** The value that a share of the sorted values does not exceed; 0 for none. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted.length === 0 ? 0 : at(sorted, Math.max(0, Math.ceil(share * sorted.length) - 1));
}

function binWidth(longest: number): number {
  for (let scale = 1; ; scale *= 10) {
    const width = WIDTHS.find((each) => longest <= each * scale * MAX_BINS);
    if (width !== undefined) return width * scale;
  }
}
