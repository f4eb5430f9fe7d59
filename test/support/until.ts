/** Resolves as soon as `isTrue` is; a test that waits for what never comes ends by the runner's own limit. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 10));
}
