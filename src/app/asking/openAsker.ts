import type { UserError } from "../../base/errors.ts";
import type { AskerFunctions } from "../../protocol/asking.ts";
import type { Remote } from "../../protocol/rpc.ts";
import { forkWorker, type WorkerProcess } from "../workers/workerProcess.ts";

/** Starts the process that answers; a test puts its own in the place of this. */
export type StartAsker = () => WorkerProcess<AskerFunctions>;

const startAsker: StartAsker = () => forkWorker<AskerFunctions>("asker");

/** The process that answers questions: started when first needed, and ended some time after the last. */
export interface Asker extends AsyncDisposable {
  /** Throws UserError `worker/died`, and what the work does. */
  use<T>(work: (functions: Remote<AskerFunctions>) => Promise<T>): Promise<T>;
}

export interface AskerEvents {
  /** It knows nothing yet of what an editor holds. */
  readonly onStarted: (functions: Remote<AskerFunctions>) => void;
  /** With the error, where nobody asked it to end. */
  readonly onEnded: (death: UserError | undefined) => void;
}

/** What it keeps is soon made again; what it costs is memory. */
const KEPT_IDLE_MS = 10 * 60_000;

export function openAsker(
  { onStarted, onEnded }: AskerEvents,
  { start = startAsker, keptIdleMs = KEPT_IDLE_MS }: { readonly start?: StartAsker; readonly keptIdleMs?: number } = {},
): Asker {
  let running: WorkerProcess<AskerFunctions> | undefined;
  let uses = 0;
  let idle: NodeJS.Timeout | undefined;

  async function close(): Promise<void> {
    clearTimeout(idle);
    const ending = running;
    running = undefined;
    await ending?.[Symbol.asyncDispose]();
  }

  function functions(): Remote<AskerFunctions> {
    if (running === undefined) {
      const started = start();
      running = started;
      void started.ended.then((death) => {
        if (running === started) running = undefined;
        // Another may have been started since.
        if (running === undefined) onEnded(death);
      });
      onStarted(started.functions);
    }
    return running.functions;
  }

  return {
    async use(work) {
      clearTimeout(idle);
      uses++;
      try {
        return await work(functions());
      } finally {
        uses--;
        if (uses === 0) {
          idle = setTimeout(() => void close(), keptIdleMs);
          idle.unref();
        }
      }
    },
    [Symbol.asyncDispose]: close,
  };
}
