// The main of a thread that reads files for the index.
import { parentPort } from "node:worker_threads";
import { type ReadFile, readIndexable } from "../workspaceIndex/readIndexable.ts";
import type { ReadRequest } from "../workspaceIndex/readFiles.ts";

parentPort?.on("message", (requests: readonly ReadRequest[]) => {
  void readAll(requests).then((read) => parentPort?.postMessage(read));
});

async function readAll(requests: readonly ReadRequest[]): Promise<ReadFile[]> {
  const read: ReadFile[] = [];
  for (const { file, knownSha256 } of requests) read.push(await readIndexable(file, knownSha256));
  return read;
}
