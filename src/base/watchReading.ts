/**
 * Reads again and again, and calls `onChange` when it reads something else than the time before. A reading that fails is
 * as good as one of nothing.
 */
export function watchReading(read: () => Promise<unknown>, everyMs: number, onChange: () => void): Disposable {
  let last: string | undefined;
  let isDisposed = false;
  let timer: NodeJS.Timeout | undefined;

  async function turn(): Promise<void> {
    const text = JSON.stringify((await read().catch(() => undefined)) ?? null);
    if (isDisposed) return;
    timer = setTimeout(() => void turn(), everyMs);
    const isNew = last !== undefined && text !== last;
    last = text;
    if (isNew) onChange();
  }
  void turn();
  return {
    [Symbol.dispose]() {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}
