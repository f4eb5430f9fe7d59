import { open } from "node:fs/promises";
import { openPromise, type Entry, type ZipFile } from "yauzl";
import { UserError, messageOf } from "../../base/errors.ts";
import { errorCode } from "../../storage/atomicWrite.ts";
import { modelErrors } from "../modelErrors.ts";

/** A wheel has dozens; an archive of a million entries is an attack. */
const MAX_ENTRIES = 10_000;

/**
 * Unpacks the entry `name` of a ZIP file to `target`. No name of the archive becomes a path, and no more than
 * `sizeBytes` are written. Throws UserError `models/bad-archive` or `models/disk-full`; the signal's reason.
 */
export async function unzipEntry(
  archive: string,
  name: string,
  target: string,
  options: { sizeBytes: number; signal: AbortSignal; onBytes: (doneBytes: number) => void },
): Promise<void> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(archive, { lazyEntries: true, autoClose: false });
    const entry = await findEntry(zip, archive, name);
    if (entry.uncompressedSize !== options.sizeBytes) {
      throw modelErrors.wrongSize(`${name} in ${archive}`, options.sizeBytes, entry.uncompressedSize);
    }
    await writeEntry(zip, entry, target, options);
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof UserError) throw error;
    const code = errorCode(error);
    if (code === "ENOSPC" || code === "EDQUOT") throw modelErrors.diskFull(target, options.sizeBytes, undefined);
    throw modelErrors.badArchive(archive, messageOf(error));
  } finally {
    zip?.close();
  }
}

async function findEntry(zip: ZipFile, archive: string, name: string): Promise<Entry> {
  if (zip.entryCount > MAX_ENTRIES) throw modelErrors.badArchive(archive, `it has ${zip.entryCount} entries`);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName === name) return entry;
  }
  throw modelErrors.badArchive(archive, `it has no ${name}`);
}

async function writeEntry(
  zip: ZipFile,
  entry: Entry,
  target: string,
  { signal, onBytes }: { signal: AbortSignal; onBytes: (doneBytes: number) => void },
): Promise<void> {
  const file = await open(target, "w");
  try {
    // yauzl ends the stream with an error when more comes out than the entry announced, which was checked.
    const stream = (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
    let doneBytes = 0;
    for await (const chunk of stream) {
      signal.throwIfAborted();
      await file.writeFile(chunk);
      doneBytes += chunk.length;
      onBytes(doneBytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
