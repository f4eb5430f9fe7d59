import { readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { fromBuffer, type Entry, type ZipFile } from "yauzl";

/** The files of a ZIP archive by name, unpacked. */
export async function unpackedZip(path: string): Promise<Map<string, Buffer>> {
  const archive = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(readFileSync(path), { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const files = new Map<string, Buffer>();
  await new Promise<void>((resolve, reject) => {
    archive.on("entry", (entry: Entry) => {
      archive.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        buffer(stream).then((content) => {
          files.set(entry.fileName, content);
          archive.readEntry();
        }, reject);
      });
    });
    archive.once("end", resolve).once("error", reject);
    archive.readEntry();
  });
  return files;
}
