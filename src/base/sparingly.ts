const INTERVAL_MS = 100;

/**
 * Passes on reports of progress as often as anybody can see them: what comes within 100 ms of the last that was passed on
 * is dropped, unless it `isNews` beside that one.
 */
export function sparingly<T>(
  report: (value: T) => void,
  isNews: (value: T, last: T) => boolean,
  nowMs: () => number = () => performance.now(),
): (value: T) => void {
  let last: { readonly value: T; readonly ms: number } | undefined;
  return (value) => {
    const ms = nowMs();
    if (last && ms - last.ms < INTERVAL_MS && !isNews(value, last.value)) return;
    last = { value, ms };
    report(value);
  };
}

export interface Count {
  readonly done: number;
  readonly total: number;
}

/** What is news in a count: that it is complete, or that another one has begun. */
export const isTurn = (next: Count, last: Count): boolean => next.done === next.total || next.done < last.done;
