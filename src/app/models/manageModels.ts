import { basename, resolve } from "node:path";
import { CATALOGUE, catalogueModel } from "../../models/catalogue.ts";
import type { CatalogueModel } from "../../models/catalogueModel.ts";
import { modelErrors } from "../../models/modelErrors.ts";
import { isModelId, modelIdFrom } from "../../models/modelId.ts";
import { listedModels, type ListedModel } from "../../models/modelListing.ts";
import { withModelLock } from "../../models/modelLock.ts";
import type { ReportProgress } from "../../models/modelProgress.ts";
import type { ModelRecord } from "../../models/modelRecord.ts";
import { parseModelReference, type ModelReference } from "../../models/modelReference.ts";
import type { ModelSource, WantedModel } from "../../models/modelSource.ts";
import {
  modelFolder,
  modelPath,
  readAllRecords,
  readRecord,
  removeModelFolder,
  storedIds,
} from "../../models/modelStore.ts";
import { noModelFile } from "../../models/noModelFile.ts";
import { obtainModel } from "../../models/obtainModel.ts";
import {
  hashOfUsersFile,
  readyFromOllama,
  readyFromPath,
  readyFromStore,
  type ReadyModel,
} from "../../models/readyModel.ts";
import type { FoundModel } from "../../models/sources/foundModel.ts";
import { huggingFaceCache } from "../../models/sources/huggingFaceCache.ts";
import { huggingFaceHub } from "../../models/sources/huggingFaceHub.ts";
import { lmStudioStore } from "../../models/sources/lmStudioStore.ts";
import { localFile } from "../../models/sources/localFile.ts";
import { machineStoreSource } from "../../models/sources/machineStoreSource.ts";
import { ollamaStore } from "../../models/sources/ollamaStore.ts";
import { pythonPackage } from "../../models/sources/pythonPackage.ts";
import { statIfThere } from "../../models/statIfThere.ts";
import { wantedById, wantedFromHub } from "../../models/wantedModel.ts";
import { modelsFolder, type Environment } from "../../storage/modelPaths.ts";

export type { FoundModel, ListedModel, ModelReference, ReadyModel };

export interface ModelOptions {
  /** Defaults to the process's. */
  readonly env?: Environment;
  readonly signal?: AbortSignal;
  readonly onProgress?: ReportProgress;
}

export interface ModelList {
  /** Where the store lies. */
  readonly folder: string;
  readonly models: readonly ListedModel[];
  /** GGUF files of other programs, whether or not the catalogue knows them. */
  readonly found: readonly FoundModel[];
  /** One line for each record that cannot be read. */
  readonly problems: readonly string[];
}

export interface RemovedModel {
  readonly id: string;
  readonly freedBytes: number;
  /** A file that was used in place and is still there. */
  readonly keptPath?: string;
}

const MACHINE_STORES = [ollamaStore, lmStudioStore, huggingFaceCache];
const WHAT_TO_DO = "Mend one of these, or bring the GGUF file to this machine and run `espalier models add FILE`.";

/** The catalogue, what was added, and what other programs keep on this machine. Makes no connection. */
export async function listModels({ env = process.env }: Pick<ModelOptions, "env"> = {}): Promise<ModelList> {
  const folder = modelsFolder(env);
  const { records, problems } = await readAllRecords(folder);
  const found = (await Promise.all(MACHINE_STORES.map((store) => store.find(env)))).flat();
  return { folder, models: await listedModels(folder, records, found), found, problems };
}

/** What `text` names. Throws UserError `models/unknown` with the nearest names. */
export async function resolveModel(
  text: string,
  { env = process.env }: Pick<ModelOptions, "env"> = {},
): Promise<ModelReference> {
  return parseModelReference(text, await storedIds(modelsFolder(env)));
}

/**
 * The model that `text` names (an id, a path, `organisation/repository:file.gguf`, `ollama:name:tag`), fetched
 * if need be. Throws UserError, or the signal's reason; a fetch that was stopped goes on where it was next time.
 */
export async function getModel(text: string, options: ModelOptions = {}): Promise<ReadyModel> {
  const { env = process.env, signal, onProgress: report } = options;
  const folder = modelsFolder(env);
  const fetched = async (wanted: WantedModel) => {
    const obtained = await obtainModel(folder, wanted, sourcesOf(wanted), { env, signal, report, hint: WHAT_TO_DO });
    const model = readyFromStore(obtained);
    const { title: source, location } = model.origin;
    if (model.isNew) report?.({ kind: "obtained", id: model.id, source, location });
    return model;
  };
  const reference = await resolveModel(text, { env });
  switch (reference.kind) {
    case "id":
      return fetched(await wantedById(folder, reference.id));
    case "hub":
      return fetched(wantedFromHub(reference.hub));
    case "ollama":
      return readyFromOllama(reference.name, env);
    case "path":
      return readyFromPath(folder, reference.path, { signal, report });
  }
}

/**
 * Makes a file a model of the store: where it lies, or as a copy. Its id is made from its name, unless it is a
 * file of the catalogue. Throws UserError `gguf/...`, `models/is-folder`, `models/id-taken`, `models/bad-id`.
 */
export async function addModel(
  path: string,
  options: ModelOptions & { readonly id?: string; readonly copy?: boolean } = {},
): Promise<ReadyModel> {
  const { env = process.env, signal, onProgress: report, copy = false } = options;
  const folder = modelsFolder(env);
  const absolute = resolve(path);
  // Asked first: what is no file gives no id either.
  if ((await statIfThere(absolute)) === undefined) throw await noModelFile(absolute);
  const known = await catalogueModelAt(absolute, options);
  const id = options.id ?? known?.id ?? modelIdFrom(basename(absolute));
  if (!isModelId(id)) throw modelErrors.badId(id);
  if (id !== known?.id && catalogueModel(id)) throw modelErrors.idOfCatalogue(id);
  const existing = await readRecord(folder, id);
  if (existing && !(await isSameFile(existing, absolute, options))) {
    throw modelErrors.idTaken(id, modelPath(folder, existing));
  }
  const wanted: WantedModel = { id, local: { path: absolute, copy }, ...(known && { hub: known.hub }) };
  return readyFromStore(await obtainModel(folder, wanted, [localFile], { env, signal, report, hint: WHAT_TO_DO }));
}

/** Deletes a model from the store; a file used in place stays. Throws UserError `models/not-installed`. */
export async function removeModel(id: string, options: ModelOptions = {}): Promise<RemovedModel> {
  const folder = modelsFolder(options.env ?? process.env);
  return withModelLock(modelFolder(folder, id), { signal: options.signal }, async () => {
    // A record that cannot be read must not keep its model from being deleted.
    const record = await readRecord(folder, id).catch(() => undefined);
    if (!(await removeModelFolder(folder, id))) throw modelErrors.notInstalled(id);
    if (record?.placement === "in-place") return { id, freedBytes: 0, keptPath: record.path };
    return { id, freedBytes: record?.sizeBytes ?? 0 };
  });
}

/** What is on the machine comes first, and the network last. */
function sourcesOf(wanted: WantedModel): ModelSource[] {
  return [
    ...MACHINE_STORES.map(machineStoreSource),
    huggingFaceHub(),
    ...(wanted.python === undefined ? [] : [pythonPackage]),
  ];
}

async function catalogueModelAt(path: string, options: ModelOptions): Promise<CatalogueModel | undefined> {
  const sizeBytes = (await statIfThere(path))?.sizeBytes;
  const candidate = CATALOGUE.find((model) => model.hub.sizeBytes === sizeBytes);
  return candidate && (await hasHash(path, candidate.hub, options)) ? candidate : undefined;
}

async function isSameFile(record: ModelRecord, path: string, options: ModelOptions): Promise<boolean> {
  if (record.placement === "in-place" && record.path === path) return true;
  return (await statIfThere(path))?.sizeBytes === record.sizeBytes && (await hasHash(path, record, options));
}

async function hasHash(
  path: string,
  { sha256, sizeBytes }: { readonly sha256: string; readonly sizeBytes: number },
  { signal, onProgress: report }: ModelOptions,
): Promise<boolean> {
  return (await hashOfUsersFile(path, sizeBytes, { signal, report })) === sha256;
}
