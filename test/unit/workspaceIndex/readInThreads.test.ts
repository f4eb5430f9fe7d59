import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readInThreads } from "../../../src/workspaceIndex/readInThreads.ts";
import type { ReadRequest } from "../../../src/workspaceIndex/readFiles.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

/** A thread that answers with the paths it was given, never for `hang`, and dies of `die`. */
const PROGRAM = `import { parentPort } from "node:worker_threads";
parentPort.on("message", (requests) => {
  const paths = requests.map(({ file }) => file.path);
  if (paths.includes("hang")) for (;;);
  if (paths.includes("die")) process.exit(1);
  if (paths.includes("throw")) throw new Error("no such luck");
  parentPort.postMessage(paths.map((path) => ({ kind: "same", path, modifiedMs: 1 })));
});
`;

function requestsFor(...paths: string[]): ReadRequest[] {
  return paths.map((path) => ({
    file: { path, absolutePath: `/${path}`, sizeBytes: 10, mtimeMs: 1, language: { reader: "text", name: "text" } },
    knownSha256: undefined,
  }));
}

async function read(
  paths: readonly string[],
  timeLimitMs: number,
  signal = new AbortController().signal,
): Promise<string[]> {
  const program = join(temporaryFolder(), "thread.mjs");
  writeFileSync(program, PROGRAM);
  const readFiles = readInThreads({ program: pathToFileURL(program), timeLimitMs, minFiles: 1 });
  const results: string[] = [];
  for await (const each of readFiles(requestsFor(...paths), signal)) {
    results.push(each.kind === "same" ? each.path : `${each.indexable.file.path}: ${each.reason}`);
  }
  return results;
}

const many = Array.from({ length: 100 }, (_, index) => `f${index}`);

describe("reading in threads", () => {
  it("gives one result a file, in their order", async () => {
    expect(await read(many, 60_000)).toEqual(many);
    expect(await read([], 60_000)).toEqual([]);
  });

  it("loses the file that is to blame and no other", async () => {
    const paths = ["a", "hang", "b", "die", "c", "throw", "d"];
    expect(await read(paths, 3000)).toEqual([
      ...["a", "hang: could not be read within 3 s", "b", "die: ended the thread that read it"],
      ...["c", "throw: could not be read: no such luck", "d"],
    ]);
  });

  it("stops when it is asked to", async () => {
    await expect(read(many, 60_000, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});
