import * as z from "zod";
import { remove, writeJsonAtomic } from "./atomicWrite.ts";
import { readJson } from "./readJson.ts";
import type { RunPaths } from "./runFolder.ts";

/** How a run shall end before its last step: to go on later, or for good. Both leave a checkpoint. */
export type EndWish = "pause" | "stop";

const schema = z.object({ version: z.literal(1), wish: z.enum(["pause", "stop"]) });

/**
 * Asks whichever process trains the run to end it. A file rather than a signal, because the process may have been
 * started by another window or by the command line, and Windows has no signals to send.
 */
export const writeEndRequest = (paths: RunPaths, wish: EndWish): Promise<void> =>
  writeJsonAtomic(paths.endRequest, { version: 1, wish });

export const clearEndRequest = (paths: RunPaths): Promise<void> => remove(paths.endRequest);

export interface EndWatch extends Disposable {
  /** Aborts when somebody asks for an end. */
  readonly signal: AbortSignal;
  /** What was asked for, once something was. */
  wish(): EndWish | undefined;
}

const LOOK_EVERY_MS = 400;

/** Looks for requests until it is disposed. One that cannot be read counts as a wish to pause. */
export function watchEndRequests(paths: RunPaths): EndWatch {
  const controller = new AbortController();
  let wish: EndWish | undefined;
  const timer = setInterval(() => {
    void readJson(paths.endRequest, schema)
      .then((request) => request?.wish)
      .catch((): EndWish => "pause")
      .then((found) => {
        if (found === undefined || controller.signal.aborted) return;
        wish = found;
        controller.abort(new Error(`asked to ${found}`));
      });
  }, LOOK_EVERY_MS);
  timer.unref();
  return { signal: controller.signal, wish: () => wish, [Symbol.dispose]: () => clearInterval(timer) };
}
