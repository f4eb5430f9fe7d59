/** Lines of a text, 0-based and inclusive. */
export interface Lines {
  readonly start: number;
  readonly end: number;
}

/**
 * Where lines are after `replaced`, 0-based lines of which the last may be kept in part, became `lineCount` lines: those
 * above a change stay, those below it move, and what is changed in the midst of them is still theirs.
 */
export function movedLines({ start, end }: Lines, replaced: Lines, lineCount: number): Lines {
  const moved = lineCount - (replaced.end - replaced.start + 1);
  if (replaced.start > end) return { start, end };
  if (replaced.end < start) return { start: start + moved, end: end + moved };
  const first = Math.min(start, replaced.start);
  return { start: first, end: Math.max(first, Math.max(end, replaced.end) + moved) };
}
