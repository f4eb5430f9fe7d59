/** How much a segment holds, files and passages together, since a file may have none. */
export interface SegmentSize {
  readonly size: number;
  readonly liveSize: number;
}

/** More segments than this slow a search and an opening. */
export const MAX_SEGMENTS = 8;
/** A larger part than this of what is dead is worth a rewrite. */
export const MAX_GARBAGE = 1 / 3;
/** Segments of about one size are merged, so that a passage is rewritten a few times in its life and not at each edit. */
const SIZE_RATIO = 2;

/**
 * Which segments to make one of, by index and in their order; undefined where all is well. Repeated until it is, it
 * leaves at most `MAX_SEGMENTS` segments, none with more than a third of garbage.
 */
export function chooseMerge(segments: readonly SegmentSize[]): number[] | undefined {
  const wasteful = segments.findIndex(({ size, liveSize }) => liveSize === 0 || size - liveSize > size * MAX_GARBAGE);
  if (wasteful >= 0) return [wasteful];
  if (segments.length <= MAX_SEGMENTS) return undefined;
  const bySize = segments.map(({ liveSize }, index) => ({ liveSize, index })).sort((a, b) => a.liveSize - b.liveSize);
  const chosen: number[] = [];
  let total = 0;
  for (const { liveSize, index } of bySize) {
    if (chosen.length >= 2 && liveSize > total * SIZE_RATIO) break;
    chosen.push(index);
    total += liveSize;
  }
  return chosen.sort((a, b) => a - b);
}
