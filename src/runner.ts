// The main of the process that owns one run and outlives the window that started it.
import { trainDetached } from "./app/runs/detachedRun.ts";
import { giveWay } from "./app/workers/giveWay.ts";
import { getModel } from "./app/models/manageModels.ts";
import { requireWritableRuns } from "./app/runs/requireWritableRuns.ts";
import { resumeRun, type RunOptions, startRun } from "./app/runs/startRun.ts";
import { connectToParent } from "./protocol/parentProcess.ts";
import type { BegunRun, RunnerFunctions } from "./protocol/runner.ts";

// The trainer inherits this: whoever types in an editor on the same cores comes first.
giveWay();

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort(new Error(signal)));

async function own(work: (options: RunOptions) => Promise<unknown>, signal = stop.signal): Promise<BegunRun> {
  const { begun, ended } = trainDetached(work, signal);
  void ended.then(endProcess);
  return begun;
}

/** Not before the answer to the call is on its way. */
const endProcess = (): void => void setTimeout(() => process.exit(), 500);

connectToParent<object, RunnerFunctions>(
  {
    async "run/start"(request, onProgress, givenUp) {
      const signal = AbortSignal.any([stop.signal, givenUp]);
      const model = await requireWritableRuns(request.folder)
        .then(() => getModel(request.modelName, { signal, onProgress }))
        .catch((error: unknown) => {
          endProcess();
          throw error;
        });
      onProgress({ kind: "loading" });
      return own((options) => startRun({ ...request, model }, options), signal);
    },
    "run/resume": ({ folder, id }) => own((options) => resumeRun(folder, id, options)),
  },
  { outlives: true },
);
