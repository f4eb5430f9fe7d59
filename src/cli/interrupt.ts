/** Thrown by work that was stopped because the user asked. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/**
 * Runs `work` so that the first Ctrl-C (or SIGTERM) asks it to stop through the signal, and the second ends the process
 * at once with `forceExit`, which also ends its children. `announce` tells the user which of the two has happened.
 */
export async function withInterrupt<T>(
  work: (signal: AbortSignal) => Promise<T>,
  announce: (times: 1 | 2) => void,
  forceExit: () => never,
): Promise<T> {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) {
      announce(2);
      forceExit();
    }
    announce(1);
    controller.abort(new Interrupted("stopped by the user"));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}
