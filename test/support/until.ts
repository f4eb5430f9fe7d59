/** What takes a second on a quiet machine may take minutes where others compute; a test that is wrong is to end still. */
const PATIENCE_MS = 280_000;

/** Resolves as soon as `isTrue` is; rejects, with what it waited for, where that does not come. */
export async function until(isTrue: () => boolean | Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`not within ${patienceMs / 1000} s: ${isTrue.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
