/** Of a processor, in what was waited for: who gets less is not kept from working but waits for what does not come. */
const IDLE_SHARE = 0.01;
/** Where nobody tells how long a processor worked, so many times the limit may pass. */
const UNMEASURED_FACTOR = 6;

/**
 * Calls back when some work has had its time: when a processor worked `limitMs` at it, however long that takes on a machine
 * that does other things as well; or when it rests. Never before `limitMs` have passed.
 *
 * @param usedMs how long processors have worked at it, from any start on; undefined where that is not known.
 * @returns what calls it off.
 */
export function afterWork(
  limitMs: number,
  usedMs: () => Promise<number | undefined> | number | undefined,
  onSpent: () => void,
): () => void {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const began = performance.now();
  const look = async (first: number | undefined, before: number | undefined, waitMs: number): Promise<void> => {
    const used = await usedMs();
    if (isOver) return;
    const left =
      used === undefined || first === undefined || before === undefined
        ? UNMEASURED_FACTOR * limitMs - (performance.now() - began)
        : used - before < IDLE_SHARE * waitMs
          ? 0
          : limitMs - (used - first);
    if (left > 0) wait(left, first, used);
    else onSpent();
  };
  const wait = (waitMs: number, first: number | undefined, before: number | undefined): void => {
    timer = setTimeout(() => void look(first, before, waitMs), waitMs);
  };
  void Promise.resolve(usedMs()).then((first) => {
    if (!isOver) wait(limitMs, first, first);
  });
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
