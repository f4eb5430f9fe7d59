import { expect, it } from "vitest";
import { followFolder } from "../../../../src/app/asking/followFolder.ts";
import type { StartRetriever } from "../../../../src/app/search/retriever.ts";
import { UserError } from "../../../../src/base/errors.ts";
import type { IndexStatus, SearchResult } from "../../../../src/core/search.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const died = () => new UserError("worker/died", "the retriever process was ended by SIGKILL", "Try again.");
const NO_INDEX = new UserError("index/none", "there is no index", "Make one.");
const FULL = new UserError("storage/disk-full", "no space left on the disk", "Free some.");
const STATUS: IndexStatus = {
  folder: "/folder",
  files: 1,
  passages: 1,
  textBytes: 1,
  keywordBytes: 1,
  vectorBytes: 0,
  maxBytes: 1000,
  vectors: {},
  updatedAt: "2026-01-01T00:00:00.000Z",
  isComplete: true,
  skipped: [],
};
const NOTHING: SearchResult = { hits: [], kind: "keyword", terms: [], passageCount: 0, tookMs: 0 };
const REQUEST = { query: "q", kind: "hybrid", limit: 3 } as const;

/** Retrieval processes that note what they are asked; `refuse` says what fails, and how. */
function processes(refuse: (process: number, call: string) => Error | undefined, status?: IndexStatus) {
  const calls: string[] = [];
  let count = 0;
  const start: StartRetriever = () => {
    const number = ++count;
    let end: (death: UserError | undefined) => void = () => undefined;
    const ended = new Promise<UserError | undefined>((resolve) => (end = resolve));
    const call = async <T>(name: string, result: T): Promise<T> => {
      calls.push(`${number} ${name}`);
      const error = refuse(number, name);
      if (error === undefined) return result;
      if (error instanceof UserError && error.code === "worker/died") {
        end(error);
        await ended;
      }
      throw error;
    };
    const unused = () => Promise.reject(new Error("not asked for here"));
    const functions: ReturnType<StartRetriever>["functions"] = {
      "index/update": ({ paths }) =>
        call(`update ${paths?.join() ?? "all"}`, {
          indexedFiles: 0,
          removedFiles: 0,
          unchangedFiles: 0,
          indexedPassages: 0,
          tookMs: 0,
          remarks: [],
        }),
      "passages/search": () => call("search", NOTHING),
      "buffer/set": (_folder, path, text) => call(`buffer ${path}=${text ?? ""}`, undefined),
      "index/status": () => (status === undefined ? Promise.reject(NO_INDEX) : Promise.resolve(status)),
      "index/delete": unused,
      "texts/embed": unused,
      "lines/around": unused,
      "sources/survey": unused,
      "sources/children": unused,
      "sources/leftOut": unused,
      "sources/include": unused,
      "sources/exclude": unused,
    };
    return { pid: number, functions, ended, [Symbol.asyncDispose]: async () => end(undefined) };
  };
  return { calls, folder: followFolder(temporaryFolder(), start) };
}

const never = new AbortController().signal;

it("tells of buffers before it searches, and of each change once", async () => {
  const { calls, folder } = processes(() => undefined);
  await folder.ready(never, () => undefined);
  folder.setBuffer("a.ts", "new");
  await folder.search(REQUEST);
  await folder.search(REQUEST);
  folder.setBuffer("a.ts", undefined);
  await folder.search(REQUEST);
  expect(calls).toEqual(["1 update all", "1 buffer a.ts=new", "1 search", "1 search", "1 buffer a.ts=", "1 search"]);
});

it("goes on with another process where one is killed while it indexes", async () => {
  const { calls, folder } = processes((process) => (process === 1 ? died() : undefined));
  await folder.ready(never, () => undefined);
  expect(calls).toEqual(["1 update all", "2 update all"]);
});

it("tells a new process of the buffers that the dead one knew", async () => {
  let isKilled = false;
  const { calls, folder } = processes((process, call) =>
    process === 1 && call === "search" && isKilled ? died() : undefined,
  );
  folder.setBuffer("a.ts", "new");
  await folder.search(REQUEST);
  isKilled = true;
  await folder.search(REQUEST);
  expect(calls.at(-1)).toBe("2 search");
  const told = calls.indexOf("2 buffer a.ts=new");
  expect(told).toBeGreaterThan(0);
  expect(calls.slice(told + 1)).toContain("2 search");
});

it("gives up on a process that dies twice", async () => {
  const { folder } = processes(() => died());
  await expect(folder.search(REQUEST)).rejects.toMatchObject({ code: "worker/died" });
});

it("makes the index again where it was deleted", async () => {
  let searches = 0;
  const { calls, folder } = processes((_, call) => (call === "search" && ++searches === 1 ? NO_INDEX : undefined));
  await folder.ready(never, () => undefined);
  await folder.search(REQUEST);
  expect(calls).toEqual(["1 update all", "1 search", "1 update all", "1 search"]);
});

it("searches what is indexed where nothing can be written, and tries again to bring it up to date", async () => {
  let isFull = true;
  const { calls, folder } = processes((_, call) => (isFull && call.startsWith("update") ? FULL : undefined), STATUS);
  await folder.ready(never, () => undefined);
  await folder.search(REQUEST);
  isFull = false;
  await folder.ready(never, () => undefined);
  await folder.ready(never, () => undefined);
  expect(calls).toEqual(["1 update all", "1 search", "1 update all"]);
});

it("says that nothing can be written where there is no index yet", async () => {
  const { folder } = processes((_, call) => (call.startsWith("update") ? FULL : undefined));
  await expect(folder.ready(never, () => undefined)).rejects.toMatchObject({ code: "storage/disk-full" });
});
