import { expect, it } from "vitest";
import { whenIndexFree } from "../../../../src/app/search/whenIndexFree.ts";
import { UserError } from "../../../../src/base/errors.ts";

const locked = () => new UserError("index/locked", "the index is being written by process 7", "Wait for it.");
const { signal } = new AbortController();

it("waits for another process that writes the index, and says so", async () => {
  const waits: string[] = [];
  let calls = 0;
  const work = async () => {
    if (++calls < 3) throw locked();
    return "done";
  };
  expect(await whenIndexFree(work, (who) => waits.push(who), signal, 1)).toBe("done");
  expect(waits).toEqual(["the index is being written by process 7", "the index is being written by process 7"]);
});

it("does not wait for anything else", async () => {
  const fail = () => Promise.reject(new Error("another"));
  await expect(whenIndexFree(fail, () => undefined, signal, 1)).rejects.toThrow("another");
});

it("stops waiting when it is told to", async () => {
  const controller = new AbortController();
  const reason = new Error("stopped");
  const work = () => Promise.reject(locked());
  await expect(whenIndexFree(work, () => controller.abort(reason), controller.signal)).rejects.toBe(reason);
});
