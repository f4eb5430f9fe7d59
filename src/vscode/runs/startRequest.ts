import { UserError } from "../../base/errors.ts";
import { parseField } from "../../core/configFields.ts";
import { resolveConfig } from "../../core/presets.ts";
import type { TrainForm } from "../../protocol/panel.ts";
import type { StartRunRequest } from "../../protocol/runner.ts";
import { modelNameIn } from "./modelNameIn.ts";

/** The run that a form describes. Throws UserError `dataset/none`, and `config/...`, which names every wrong field. */
export function startRequest(folder: string, form: TrainForm): StartRunRequest {
  const { datasetPath, preset, overrides } = form;
  if (datasetPath === "") {
    throw new UserError("dataset/none", "there is no dataset to train on", "Build one from this workspace first.");
  }
  const config = resolveConfig(
    preset,
    Object.fromEntries(Object.entries(overrides).map(([name, text]) => [name, parseField(name, text)])),
  );
  return { folder, datasetPath, modelName: modelNameIn(folder, form.modelName), preset, config };
}
