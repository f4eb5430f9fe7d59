import { totalmem } from "node:os";
import type { ModelRow, ModelsView } from "../../protocol/models.ts";
import { type ListedModel, listModels } from "./manageModels.ts";

/** The catalogue and what lies on this machine, as a window shows it. */
export async function modelsView(): Promise<ModelsView> {
  const { folder, models, found, problems } = await listModels();
  const stored = models.filter((model) => model.state === "ready" && model.path?.startsWith(folder));
  return {
    folder,
    models: models.map(rowOf),
    found: found.map(({ reference, sizeBytes }) => ({ reference, sizeBytes })),
    problems,
    totalBytes: totalmem(),
    storedBytes: stored.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

function rowOf(model: ListedModel): ModelRow {
  const { id, title, isDefault, state, path, sizeBytes, architecture, contextLength, catalogue, origin } = model;
  return {
    id,
    title,
    isDefault,
    state,
    sizeBytes,
    architecture,
    source: origin === undefined ? (catalogue?.sources[0] ?? "") : `${origin.title}: ${origin.location}`,
    ...(path !== undefined && { path }),
    ...(contextLength !== undefined && { contextLength }),
    ...(catalogue && {
      parameterCount: catalogue.parameterCount,
      quantization: catalogue.quantization,
      licence: catalogue.licence,
      trainingBytes: Math.min(catalogue.trainingMemory.storedBytes, catalogue.trainingMemory.float32Bytes),
    }),
  };
}
