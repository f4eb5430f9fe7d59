import { totalmem } from "node:os";
import type { ModelProgressView, ModelRow, ModelsView } from "../../protocol/models.ts";
import { type ListedModel, listModels, type ModelProgress } from "./manageModels.ts";

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

/** What is happening to a model, for people. */
export function modelProgressView(progress: ModelProgress): ModelProgressView {
  switch (progress.kind) {
    case "waiting":
      return { text: "Waiting for another window that fetches the same model" };
    case "trying":
      return { text: `Asking ${progress.source}` };
    case "skipped":
      return { text: `${progress.source}: ${progress.reason}` };
    case "retrying":
      return { text: `${progress.source}: ${progress.reason}; trying again` };
    case "obtained":
      return { text: `${progress.source} served it` };
    case "bytes": {
      const { phase, source, doneBytes, totalBytes, secondsLeft } = progress;
      return {
        text: phase === "verifying" ? "Checking the model's file" : `${PHASES[phase]} from ${source}`,
        ...(totalBytes !== undefined && totalBytes > 0 && { fraction: Math.min(1, doneBytes / totalBytes) }),
        ...(secondsLeft !== undefined && { secondsLeft }),
      };
    }
  }
}

const PHASES = {
  downloading: "Downloading",
  unpacking: "Unpacking",
  copying: "Copying",
} as const;
