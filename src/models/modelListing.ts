import { CATALOGUE, DEFAULT_MODEL_ID } from "./catalogue.ts";
import type { CatalogueModel } from "./catalogueModel.ts";
import type { Licence } from "./licences.ts";
import type { ModelOrigin, ModelRecord } from "./modelRecord.ts";
import { parameterCount } from "./modelShape.ts";
import { modelPath } from "./modelStore.ts";
import type { FoundModel } from "./sources/foundModel.ts";
import { isWanted } from "./sources/machineStoreSource.ts";
import { statIfThere } from "./statIfThere.ts";
import { trainingMemory, type TrainingMemory } from "./trainingMemory.ts";

/** One line of `models list`. */
export interface ListedModel {
  readonly id: string;
  readonly title: string;
  readonly isDefault: boolean;
  /** "on-machine": another program has the very file, `get` will use it there. "missing": its file is gone. */
  readonly state: "ready" | "missing" | "on-machine" | "not-downloaded";
  readonly path?: string;
  readonly origin?: ModelOrigin;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly architecture: string;
  readonly contextLength?: number;
  /** What only the catalogue knows. */
  readonly catalogue?: CatalogueFacts;
}

export interface CatalogueFacts {
  readonly parameterCount: number;
  readonly quantization: string;
  readonly licence: Licence;
  readonly trainingMemory: TrainingMemory;
  /** The very file on the Hub. */
  readonly hub: CatalogueModel["hub"];
  /** `organisation/repository` on the Hub, `name version` of a Python package. */
  readonly sources: readonly string[];
}

/** The catalogue in its order, then what the user added. Only names and sizes of files are looked at. */
export async function listedModels(
  modelsFolder: string,
  records: readonly ModelRecord[],
  found: readonly FoundModel[],
): Promise<ListedModel[]> {
  const fromCatalogue = CATALOGUE.map(async (model) => {
    const record = records.find(({ id }) => id === model.id);
    const elsewhere = found.find((candidate) => isWanted(candidate, { id: model.id, hub: model.hub }));
    return {
      id: model.id,
      title: model.title,
      isDefault: model.id === DEFAULT_MODEL_ID,
      state: elsewhere ? "on-machine" : "not-downloaded",
      sizeBytes: model.hub.sizeBytes,
      sha256: model.hub.sha256,
      architecture: model.architecture,
      contextLength: model.contextLength,
      ...(elsewhere && { path: elsewhere.path }),
      ...(record && (await recorded(modelsFolder, record))),
      catalogue: catalogueFacts(model),
    } satisfies ListedModel;
  });
  const added = records
    .filter(({ id }) => !CATALOGUE.some((model) => model.id === id))
    .map(async (record) => ({
      id: record.id,
      title: record.id,
      isDefault: false,
      ...(await recorded(modelsFolder, record)),
    }));
  return Promise.all([...fromCatalogue, ...added]);
}

async function recorded(modelsFolder: string, record: ModelRecord) {
  const path = modelPath(modelsFolder, record);
  const isThere = (await statIfThere(path))?.sizeBytes === record.sizeBytes;
  const { sizeBytes, sha256, architecture, contextLength, origin } = record;
  return {
    state: isThere ? ("ready" as const) : ("missing" as const),
    path,
    origin,
    sizeBytes,
    sha256,
    architecture,
    ...(contextLength !== undefined && { contextLength }),
  };
}

function catalogueFacts(model: CatalogueModel): CatalogueFacts {
  const { hub, python } = model;
  return {
    parameterCount: parameterCount(model.architecture, model.shape),
    quantization: model.quantization,
    licence: model.licence,
    trainingMemory: trainingMemory(model),
    hub,
    sources: [hub.repository, ...(python ? [`${python.name} ${python.version}`] : [])],
  };
}
