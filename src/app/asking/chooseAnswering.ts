import { basename, resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { LoadModelRequest } from "../../protocol/inference.ts";
import type { AdapterUse } from "../../core/generation.ts";
import type { AnsweredBy, Answerer } from "../../protocol/asking.ts";
import { noModelFile } from "../../models/noModelFile.ts";
import { statIfThere } from "../../models/statIfThere.ts";
import { wantedFromHub } from "../../models/wantedModel.ts";
import { defaultModel } from "../defaults.ts";
import { getModel, listModels, type ModelReference, resolveModel } from "../models/manageModels.ts";
import { chooseServed, type ServedModel } from "../answers/servedModel.ts";
import { usualRunOf } from "../runs/usualRun.ts";

/** What answers, ready to be loaded. */
export interface ChosenAnswerer {
  readonly load: LoadModelRequest;
  readonly adapter: AdapterUse | undefined;
  readonly by: Answerer;
}

/**
 * What shall answer a question in an editor. Nothing is fetched: a question is no order to download a model.
 *
 * @throws UserError `ask/model-missing`, `models/is-folder`, `gguf/not-found`; those of `chooseServed`.
 */
export async function chooseAnswering(by: AnsweredBy, signal: AbortSignal): Promise<ChosenAnswerer> {
  const { folder, answering, model = defaultModel } = by;
  const run = answering.kind === "run" ? answering.runId : await usualRunOf(folder);
  if (run !== undefined) {
    const served = await chooseServed({ folder, run }, { signal });
    return answering.kind === "base" ? baseOf(served) : tunedOf(served);
  }
  const reference = await resolveModel(model);
  // A file of the user's is opened as it is: to hash gigabytes takes longer than to answer.
  if (reference.kind === "path") {
    const modelPath = resolve(reference.path);
    if ((await statIfThere(modelPath)) === undefined) throw await noModelFile(modelPath);
    return { load: { modelPath }, adapter: undefined, by: { model: basename(reference.path) } };
  }
  await requireOnMachine(reference);
  const ready = await getModel(model, { signal });
  return { load: { modelPath: ready.path }, adapter: undefined, by: { model: ready.id } };
}

const baseOf = ({ modelPath, template, model }: ServedModel): ChosenAnswerer => ({
  load: { modelPath, template },
  adapter: undefined,
  by: { model },
});

const tunedOf = ({ modelPath, tunedModelPath, template, adapter, model, tuning }: ServedModel): ChosenAnswerer => ({
  load: { modelPath: tunedModelPath ?? modelPath, template },
  adapter,
  by: { model, ...(tuning.kind === "run" && { run: { id: tuning.id, title: tuning.title } }) },
});

async function requireOnMachine(reference: ModelReference): Promise<void> {
  if (reference.kind === "path" || reference.kind === "ollama") return;
  const id = reference.kind === "id" ? reference.id : wantedFromHub(reference.hub).id;
  const state = (await listModels()).models.find((each) => each.id === id)?.state;
  if (state === "ready" || state === "on-machine") return;
  throw new UserError(
    "ask/model-missing",
    `the model ${id} is not on this machine yet`,
    "Fetch it in the Models tab of the panel, or choose another one there.",
  );
}
