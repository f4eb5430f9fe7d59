import type { FileOutcome } from "../core/chunk.ts";
import type { FoundFile } from "../core/foundFile.ts";
import { contentsOf } from "./contentsOf.ts";
import { readBytes } from "./readBytes.ts";

/** Reads a file and cuts it into chunks and passages; or says why not. @throws the signal's reason. */
export async function chunkFile(file: FoundFile, signal?: AbortSignal): Promise<FileOutcome> {
  const { path } = file;
  const read = await readBytes(file.absolutePath, signal);
  if ("reason" in read) return { outcome: "skipped", path, reason: read.reason };
  const contents = await contentsOf(file, read.bytes);
  if ("reason" in contents) return { outcome: "skipped", path, reason: contents.reason, isOfBytes: true };
  return { outcome: "read", file: { path, hash: read.hash, ...contents } };
}
