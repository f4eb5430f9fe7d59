import { constants, createReadStream, createWriteStream } from "node:fs";
import { copyFile, rm, statfs } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { errorCode } from "../../storage/atomicWrite.ts";
import { checkModelFile } from "../checkModelFile.ts";
import { sha256File } from "../../storage/fingerprint.ts";
import { modelErrors } from "../modelErrors.ts";
import { transferMeter } from "../modelProgress.ts";
import type { ModelSource, ObtainContext } from "../modelSource.ts";
import { noModelFile } from "../noModelFile.ts";
import { statIfThere } from "../statIfThere.ts";

const TITLE = "file";

/** A file of the user's own: used where it lies, or copied. */
export const localFile: ModelSource = {
  kind: "file",
  title: TITLE,
  async obtain({ local, hub }, context) {
    if (local === undefined) throw modelErrors.notInStore();
    const path = resolve(local.path);
    const found = await statIfThere(path);
    if (found === undefined) throw await noModelFile(path);
    // Looked at first: what is no model is not worth hashing or copying.
    await checkModelFile(path);
    const used = local.copy ? await copyInto(path, found.sizeBytes, context) : path;
    const phase = { source: TITLE, phase: "verifying", totalBytes: found.sizeBytes } as const;
    const meter = transferMeter(context.report, phase);
    const sha256 = await sha256File(used, { signal: context.signal, onBytes: (bytes) => meter.update(bytes) });
    return {
      path: used,
      placement: local.copy ? "stored" : "in-place",
      fileName: basename(path),
      sizeBytes: found.sizeBytes,
      sha256,
      verifiedAgainst: hub?.sha256 === sha256 ? "catalogue" : "nothing",
      origin: { kind: "file", title: TITLE, location: path },
    };
  },
};

async function copyInto(path: string, sizeBytes: number, context: ObtainContext): Promise<string> {
  const { folder } = context;
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < sizeBytes) throw modelErrors.diskFull(folder, sizeBytes, bavail * bsize);
  const target = join(folder, `${basename(path)}.partial`);
  try {
    if (!(await shareBlocks(path, target))) await copyBytes(path, target, sizeBytes, context);
  } catch (error) {
    await rm(target, { force: true });
    context.signal.throwIfAborted();
    if (errorCode(error) === "ENOSPC") throw modelErrors.diskFull(folder, sizeBytes, undefined);
    throw error;
  }
  return target;
}

/** Some file systems can let two files share their blocks, which takes no time and no space. */
async function shareBlocks(path: string, target: string): Promise<boolean> {
  return copyFile(path, target, constants.COPYFILE_FICLONE_FORCE).then(
    () => true,
    () => false,
  );
}

async function copyBytes(path: string, target: string, totalBytes: number, context: ObtainContext): Promise<void> {
  const meter = transferMeter(context.report, { source: TITLE, phase: "copying", totalBytes });
  let doneBytes = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      yield chunk;
      meter.update((doneBytes += chunk.length));
    }
  };
  const { signal } = context;
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), counted, createWriteStream(target), { signal });
}
