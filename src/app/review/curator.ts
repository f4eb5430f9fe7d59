import type { UserError } from "../../base/errors.ts";
import type { CuratorFunctions, CuratorHost } from "../../protocol/curation.ts";
import type { Remote } from "../../protocol/rpc.ts";
import { forkWorker, type WorkerProcess } from "../workers/workerProcess.ts";

/** Starts the process that holds datasets; a test puts its own in the place of this. */
export type StartCurator = (host: CuratorHost) => WorkerProcess<CuratorFunctions>;

export const startCurator: StartCurator = (host) => forkWorker<CuratorFunctions, CuratorHost>("curator", { host });

/** Datasets that are looked at, held by a process of their own: it starts when first needed, and again after a death. */
export interface Curator extends AsyncDisposable {
  /** Of the process that runs now, or of a new one. */
  readonly functions: Remote<CuratorFunctions>;
}

export interface CuratorEvents extends CuratorHost {
  /** The process died though nobody asked it to; the next call starts another. */
  onDied(death: UserError): void;
}

export function openCurator(events: CuratorEvents, start: StartCurator = startCurator): Curator {
  let running: WorkerProcess<CuratorFunctions> | undefined;
  return {
    get functions() {
      if (running === undefined) {
        const started = start(events);
        running = started;
        void started.ended.then((death) => {
          if (running === started) running = undefined;
          if (death) events.onDied(death);
        });
      }
      return running.functions;
    },
    async [Symbol.asyncDispose]() {
      await running?.[Symbol.asyncDispose]();
    },
  };
}
