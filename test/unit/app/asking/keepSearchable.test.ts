import { describe, expect, it } from "vitest";
import { keepSearchable, type WaitOptions } from "../../../../src/app/asking/keepSearchable.ts";
import type { UpdateOptions } from "../../../../src/app/search/retriever.ts";
import { UserError } from "../../../../src/base/errors.ts";
import type { IndexUpdate } from "../../../../src/core/search.ts";
import { until } from "../../../support/until.ts";

const DONE: IndexUpdate = {
  indexedFiles: 0,
  removedFiles: 0,
  unchangedFiles: 0,
  indexedPassages: 0,
  tookMs: 0,
  remarks: [],
};

/** Updates that go on as the test says. */
function updates(waiting: WaitOptions = {}) {
  const begun: {
    paths: readonly string[] | undefined;
    embed: () => void;
    end: () => void;
    fail: (e: Error) => void;
  }[] = [];
  const update = ({ paths, signal, onProgress }: UpdateOptions = {}): Promise<IndexUpdate> =>
    new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
      begun.push({
        paths,
        embed: () => onProgress?.({ phase: "embed", done: 0, total: 1 }),
        end: () => resolve(DONE),
        fail: reject,
      });
    });
  return { begun, kept: keepSearchable(update, waiting) };
}

const LOCKED = new UserError("index/locked", "another writes", "Wait.");
const never = new AbortController().signal;
const silent = () => undefined;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("an index that is about to be searched", () => {
  it("is brought up to date as a whole at first, then only where files changed", async () => {
    const { begun, kept } = updates();
    const first = kept.ready(never, silent);
    begun[0]?.end();
    await first;
    await kept.ready(never, silent);
    expect(begun).toHaveLength(1);
    kept.changed(["a.ts", "b.ts"]);
    const second = kept.ready(never, silent);
    begun[1]?.end();
    await second;
    expect(begun.map(({ paths }) => paths)).toEqual([undefined, ["a.ts", "b.ts"]]);
  });

  it("is ready when its words can be searched, and its vectors go on being made", async () => {
    const { begun, kept } = updates();
    const first = kept.ready(never, silent);
    begun[0]?.embed();
    await first;
    await kept.ready(never, silent);
    expect(begun).toHaveLength(1);
  });

  it("takes in what changed meanwhile before vectors are done", async () => {
    const { begun, kept } = updates();
    const first = kept.ready(never, silent);
    begun[0]?.embed();
    await first;
    kept.changed(["a.ts"]);
    const second = kept.ready(never, silent);
    await settled();
    expect(begun.map(({ paths }) => paths)).toEqual([undefined, ["a.ts"]]);
    begun[1]?.end();
    await second;
  });

  it("goes on for others when one who waits leaves, and stops when nobody waits", async () => {
    const { begun, kept } = updates();
    const [one, other] = [new AbortController(), new AbortController()];
    const first = kept.ready(one.signal, silent);
    const second = kept.ready(other.signal, silent);
    one.abort(new Error("left"));
    await expect(first).rejects.toThrow("left");
    expect(begun).toHaveLength(1);
    other.abort(new Error("left too"));
    await expect(second).rejects.toThrow("left too");
    await settled();
    const third = kept.ready(never, silent);
    await settled();
    expect(begun.map(({ paths }) => paths)).toEqual([undefined, undefined]);
    begun[1]?.end();
    await third;
  });

  it("tries again what failed", async () => {
    const { begun, kept } = updates();
    const first = kept.ready(never, silent);
    begun[0]?.fail(new Error("disk"));
    await expect(first).rejects.toThrow("disk");
    await settled();
    const second = kept.ready(never, silent);
    await settled();
    begun[1]?.end();
    await second;
    expect(begun).toHaveLength(2);
  });

  it("waits while another process writes, whose index may not hold all yet, and then looks itself", async () => {
    const { begun, kept } = updates({ retryMs: 1 });
    let isReady = false;
    const first = kept.ready(never, silent).then(() => (isReady = true));
    begun[0]?.fail(LOCKED);
    await until(() => begun.length === 2);
    expect(isReady).toBe(false);
    begun[1]?.end();
    await first;
  });

  it("waits for another process no longer than it has patience, and looks again for the next question", async () => {
    const { begun, kept } = updates({ patienceMs: 0 });
    const first = kept.ready(never, silent);
    begun[0]?.fail(LOCKED);
    await first;
    void kept.ready(never, silent);
    await until(() => begun.length === 2);
  });
});
