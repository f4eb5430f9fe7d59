import type { StartRunRequest, StartStage } from "../../protocol/runner.ts";
import { withRunner } from "../../app/runs/startRunner.ts";
import { requireTrust } from "../trust.ts";

/** Begins runs, each in a process that outlives this window. */
export interface Training {
  /** Returns the run's id once it trains. Throws what refuses it. */
  start(
    request: StartRunRequest,
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (stage: StartStage) => void },
  ): Promise<string>;
  resume(folder: string, id: string): Promise<string>;
}

const onDemand = () => import("../onDemand.ts");

export const training: Training = {
  async start(request, { signal = new AbortController().signal, onProgress = () => undefined } = {}) {
    requireTrust();
    await (await onDemand()).requireWritableRuns(request.folder);
    return (await withRunner((runner) => runner["run/start"](request, onProgress, signal), { signal })).id;
  },
  async resume(folder, id) {
    requireTrust();
    // The process that would find out takes what other programs leave of the cores, and so may take long to start.
    await (await onDemand()).requireWritableRuns(folder, id);
    return (await withRunner((runner) => runner["run/resume"]({ folder, id }))).id;
  },
};
