import { fromBuffer, type Entry, type ZipFile } from "yauzl";
import { messageOf } from "../../base/errors.ts";

/** Of text, unpacked: more than any document that people wrote. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
const MAX_ENTRIES = 10_000;

/**
 * Why the XML in a ZIP archive should not be unpacked: it is none, or it holds a bomb. Sizes are those found while
 * unpacking, since those that an archive announces may be lies.
 */
export async function reasonNotToUnzip(bytes: Uint8Array): Promise<string | undefined> {
  try {
    const archive = await open(bytes);
    let total = 0;
    let count = 0;
    for await (const entry of entriesOf(archive)) {
      if (++count > MAX_ENTRIES) return `an archive of more than ${MAX_ENTRIES} files`;
      if (!/\.(xml|rels)$/i.test(entry.fileName)) continue;
      total += await unpackedBytes(archive, entry, MAX_UNPACKED_BYTES - total);
      if (total > MAX_UNPACKED_BYTES) return `unpacks to more than ${MAX_UNPACKED_BYTES} bytes`;
    }
    return undefined;
  } catch (error) {
    return `not a ZIP archive that can be read: ${messageOf(error)}`;
  }
}

function open(bytes: Uint8Array): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(bytes), { lazyEntries: true, autoClose: false }, (error, archive) =>
      error ? reject(error) : resolve(archive),
    );
  });
}

async function* entriesOf(archive: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      archive.removeAllListeners();
      archive
        .once("entry", resolve)
        .once("end", () => resolve(undefined))
        .once("error", reject);
      archive.readEntry();
    });
    if (entry === undefined) return;
    yield entry;
  }
}

/** Stops as soon as there are more than `limit`. */
function unpackedBytes(archive: ZipFile, entry: Entry, limit: number): Promise<number> {
  return new Promise((resolve, reject) => {
    archive.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      let size = 0;
      stream
        .on("data", (part: Buffer) => {
          size += part.length;
          if (size > limit) {
            stream.destroy();
            resolve(size);
          }
        })
        .once("end", () => resolve(size))
        .once("error", reject);
    });
  });
}
