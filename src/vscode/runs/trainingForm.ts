import { isAbsolute } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { EstimateView, TrainForm } from "../../protocol/panel.ts";
import type { ModelRow } from "../../protocol/models.ts";
import type { Jobs } from "../jobs.ts";
import type { Library } from "../library.ts";
import { Cancelled } from "../report.ts";

/** Whether the model can be read without fetching anything. */
export function isModelHere(library: Library, name: string, nameInFolder: string): boolean {
  const model = library.models()?.models.find(({ id }) => id === name);
  return model ? isOnMachine(model) : isAbsolute(nameInFolder);
}

/** Parameters of a model that the catalogue does not know, from its file: most are stored in about five bits. */
const BYTES_PER_PARAMETER = 0.65;

const isOnMachine = ({ state }: ModelRow): boolean => state === "ready" || state === "on-machine";

/** Estimates what a form would need; a newer form ends the work on an older one, which then rejects with Cancelled. */
export function formEstimator(library: Library, jobs: Jobs) {
  let current = new AbortController();
  return async (folder: string, form: TrainForm): Promise<EstimateView> => {
    current.abort(new Cancelled("a newer estimate"));
    current = new AbortController();
    const { signal } = current;
    try {
      const { estimateTime, startRequest } = await import("../onDemand.ts");
      signal.throwIfAborted();
      const request = startRequest(folder, form);
      const model = library.models()?.models.find(({ id }) => id === form.modelName);
      // An estimate must not fetch what nobody has asked for yet.
      if (!isModelHere(library, form.modelName, request.modelName))
        return { kind: "model-missing", downloadBytes: model?.sizeBytes ?? 0 };
      const estimate = await jobs((functions) => functions["run/estimate"](request, signal));
      const parameterCount =
        model?.parameterCount ??
        (model ? model.sizeBytes / BYTES_PER_PARAMETER : estimate.memory.weightsBytes / Float32Array.BYTES_PER_ELEMENT);
      const time = await estimateTime(folder, request.modelName, request.config, estimate, parameterCount);
      return { kind: "ready", estimate, ...time };
    } catch (error) {
      if (error instanceof UserError) return { kind: "refused", message: error.message, hint: error.hint };
      throw error;
    }
  };
}
