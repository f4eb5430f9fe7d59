import type { StartRunRequest } from "../../protocol/runner.ts";
import { withRunner } from "../../app/runs/startRunner.ts";
import type { ModelProgressView } from "../../protocol/models.ts";
import { requireTrust } from "../trust.ts";

/** Begins runs, each in a process that outlives this window. */
export interface Training {
  /** Returns the run's id once it trains. Throws what refuses it. */
  start(
    request: StartRunRequest,
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (progress: ModelProgressView) => void },
  ): Promise<string>;
  resume(folder: string, id: string): Promise<string>;
}

export const training: Training = {
  async start(request, { signal, onProgress = () => undefined } = {}) {
    requireTrust();
    return (await withRunner((runner) => runner["run/start"](request, onProgress), { ...(signal && { signal }) })).id;
  },
  async resume(folder, id) {
    requireTrust();
    return (await withRunner((runner) => runner["run/resume"]({ folder, id }))).id;
  },
};
