import { isResumable, type RunStatus } from "./runRecord.ts";

interface Answering {
  readonly status: RunStatus;
  /** It has made what can answer. */
  readonly hasResult: boolean;
  /** It was chosen to answer. */
  readonly isActive: boolean;
}

/**
 * Of runs, oldest first, the one that answers where none is named: the one in use, or else the newest that was trained to
 * its end, or else the newest that has anything. Undefined where none has.
 */
export function usualRun<Run extends Answering>(runs: readonly Run[]): Run | undefined {
  const withResult = runs.filter(({ hasResult }) => hasResult);
  return (
    runs.find(({ isActive }) => isActive) ??
    withResult.findLast(({ status }) => !isResumable(status)) ??
    withResult.at(-1)
  );
}
