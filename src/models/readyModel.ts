import { basename, resolve } from "node:path";
import type { Environment } from "../storage/modelPaths.ts";
import { checkModelFile } from "./checkModelFile.ts";
import { sha256File } from "../storage/fingerprint.ts";
import { modelErrors } from "./modelErrors.ts";
import { modelIdFrom } from "./modelId.ts";
import { transferMeter, type ReportProgress } from "./modelProgress.ts";
import type { ModelOrigin, ModelRecord } from "./modelRecord.ts";
import { modelPath, readAllRecords } from "./modelStore.ts";
import { nearestNames } from "./nearestNames.ts";
import { noModelFile } from "./noModelFile.ts";
import type { ObtainedModel } from "./obtainModel.ts";
import { ollamaStore } from "./sources/ollamaStore.ts";
import { statIfThere } from "./statIfThere.ts";
import { usableRecord } from "./usableRecord.ts";

/** A model that can be opened now. */
export interface ReadyModel {
  readonly id: string;
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly architecture: string;
  /** Tokens. */
  readonly contextLength?: number;
  /** Which source served it. */
  readonly origin: ModelOrigin;
  /** "in-place" files belong to the user or to another program. */
  readonly placement: ModelRecord["placement"];
  /** False when it was there already. */
  readonly isNew: boolean;
}

interface Watched {
  readonly signal?: AbortSignal | undefined;
  readonly report?: ReportProgress | undefined;
}

export function readyFromStore({ record, path, isNew }: ObtainedModel): ReadyModel {
  const { id, sha256, sizeBytes, architecture, contextLength, origin, placement } = record;
  return {
    id,
    path,
    sha256,
    sizeBytes,
    architecture,
    ...(contextLength !== undefined && { contextLength }),
    origin,
    placement,
    isNew,
  };
}

/** A model of Ollama's, by Ollama's name. Its file is named by its hash. Throws UserError `models/unknown`. */
export async function readyFromOllama(name: string, env: Environment): Promise<ReadyModel> {
  const reference = `ollama:${name}`;
  const found = await ollamaStore.find(env);
  const model = found.find((candidate) => candidate.reference === reference);
  if (model?.sha256 === undefined) {
    const names = found.map((candidate) => candidate.reference);
    throw modelErrors.unknown(reference, nearestNames(reference, names));
  }
  const { architecture, contextLength } = await checkModelFile(model.path);
  return {
    id: modelIdFrom(reference),
    path: model.path,
    sha256: model.sha256,
    sizeBytes: model.sizeBytes,
    architecture,
    ...(contextLength !== undefined && { contextLength }),
    origin: { kind: "ollama", title: ollamaStore.title, location: reference },
    placement: "in-place",
    isNew: false,
  };
}

/** A file by its path, which need not be added first; an added one is not hashed again. */
export async function readyFromPath(modelsFolder: string, path: string, watched: Watched): Promise<ReadyModel> {
  const absolute = resolve(path);
  const { records } = await readAllRecords(modelsFolder);
  const added = records.find((record) => modelPath(modelsFolder, record) === absolute);
  const record = added && (await usableRecord(modelsFolder, added.id, watched));
  if (record) return readyFromStore({ record, path: absolute, isNew: false });
  const sizeBytes = (await statIfThere(absolute))?.sizeBytes;
  if (sizeBytes === undefined) throw await noModelFile(absolute);
  const { architecture, contextLength } = await checkModelFile(absolute);
  return {
    id: modelIdFrom(basename(absolute)),
    path: absolute,
    sha256: await hashOfUsersFile(absolute, sizeBytes, watched),
    sizeBytes,
    architecture,
    ...(contextLength !== undefined && { contextLength }),
    origin: { kind: "file", title: "file", location: absolute },
    placement: "in-place",
    isNew: false,
  };
}

/** With progress: gigabytes take seconds. */
export function hashOfUsersFile(path: string, totalBytes: number, { signal, report }: Watched): Promise<string> {
  const meter = transferMeter(report ?? (() => undefined), { source: "file", phase: "verifying", totalBytes });
  return sha256File(path, { signal, onBytes: (bytes) => meter.update(bytes) });
}
