import type { FoundFile } from "../core/foundFile.ts";
import { type ReadFile, readIndexable } from "./readIndexable.ts";

/** A file to be read, and the SHA-256 of what is indexed of it, if anything is. */
export interface ReadRequest {
  readonly file: FoundFile;
  readonly knownSha256: string | undefined;
}

/** Reads files, one result each, in their order. Throws the signal's reason when aborted. */
export type ReadFiles = (requests: readonly ReadRequest[], signal: AbortSignal) => AsyncIterable<ReadFile>;

/** Reads one by one where it is called: what a parser cannot be done with stops everything. */
export async function* readInTurn(requests: readonly ReadRequest[], signal: AbortSignal): AsyncGenerator<ReadFile> {
  for (const { file, knownSha256 } of requests) {
    signal.throwIfAborted();
    yield await readIndexable(file, knownSha256, signal);
  }
}
