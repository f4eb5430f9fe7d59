/** Turns callbacks into an async iteration: what is pushed before the reader comes waits for it. */

export class EventQueue<T extends NonNullable<unknown>> implements AsyncIterable<T> {
  private readonly waiting: T[] = [];
  private pushedCount = 0;
  /** Events after which the reader came back for more. */
  private readCount = 0;
  private ended = false;
  private isAbandoned = false;
  private failure: { readonly error: unknown } | undefined;
  private wakeReader: () => void = () => undefined;
  private wakeWriters: (() => void)[] = [];

  push(event: T): void {
    this.pushedCount++;
    this.waiting.push(event);
    this.wakeReader();
  }
  close(): void {
    this.ended = true;
    this.wakeReader();
  }
  fail(error: unknown): void {
    this.failure = { error };
    this.wakeReader();
  }

  /** Waits until the reader has dealt with everything pushed so far and came back for more, or has left. */
  async read(): Promise<void> {
    const count = this.pushedCount;
    while (this.readCount < count && !this.isAbandoned) {
      await new Promise<void>((resolve) => this.wakeWriters.push(resolve));
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    try {
      for (;;) {
        for (let event = this.waiting.shift(); event !== undefined; event = this.waiting.shift()) {
          yield event;
          this.readCount++;
          this.release();
        }
        if (this.failure) throw this.failure.error;
        if (this.ended) return;
        await new Promise<void>((resolve) => {
          this.wakeReader = resolve;
        });
      }
    } finally {
      this.isAbandoned = true;
      this.release();
    }
  }

  private release(): void {
    const writers = this.wakeWriters;
    this.wakeWriters = [];
    for (const wake of writers) wake();
  }
}
