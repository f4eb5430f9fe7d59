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
  forceExit: () => void,
  signals: NodeJS.EventEmitter = process,
): Promise<T> {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) {
      announce(2);
      return forceExit();
    }
    announce(1);
    controller.abort(new Interrupted("stopped by the user"));
  };
  signals.on("SIGINT", onSignal);
  signals.on("SIGTERM", onSignal);
  try {
    return await work(controller.signal);
  } finally {
    signals.off("SIGINT", onSignal);
    signals.off("SIGTERM", onSignal);
  }
}
