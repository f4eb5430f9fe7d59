import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { modelErrors } from "../../../src/models/modelErrors.ts";
import { withModelLock } from "../../../src/models/modelLock.ts";
import type { ModelProgress } from "../../../src/core/modelProgress.ts";
import type { ModelSource, ObtainedFile } from "../../../src/models/modelSource.ts";
import { readRecord } from "../../../src/models/modelStore.ts";
import { obtainModel, type ObtainOptions } from "../../../src/models/obtainModel.ts";
import { writeSmallModel, type SmallModelFile } from "../../support/smallModelFile.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

const smallModel = (seed = 1) => writeSmallModel(join(temporaryFolder(), "model.gguf"), { seed });
const options = (more: Partial<ObtainOptions> = {}): ObtainOptions => ({ env: {}, hint: "Do something.", ...more });
const wanted = { id: "wanted" };

/** A source that leaves `model` as a verified partial file, and counts how often it is asked. */
function serving(model: Pick<SmallModelFile, "bytes" | "sha256" | "sizeBytes">, title = "good source") {
  const calls = { count: 0 };
  const source: ModelSource = {
    kind: "hub",
    title,
    async obtain(_wanted, { folder }): Promise<ObtainedFile> {
      calls.count++;
      const path = join(folder, "model.gguf.partial");
      writeFileSync(path, model.bytes);
      const { sha256, sizeBytes } = model;
      const origin = { kind: "hub", title, location: "here" } as const;
      return {
        path,
        placement: "stored",
        fileName: "model.gguf",
        sizeBytes,
        sha256,
        verifiedAgainst: "source",
        origin,
      };
    },
  };
  return { source, calls };
}

const failing = (title: string, error: Error): ModelSource => ({
  kind: "hub",
  title,
  obtain: () => Promise.reject(error),
});

describe("obtainModel", () => {
  it("takes the model in from the first source that serves it and records which one that was", async () => {
    const folder = temporaryFolder();
    const model = await smallModel();
    const { source, calls } = serving(model);
    const reports: ModelProgress[] = [];
    const refusing = failing("bad source", modelErrors.offline());
    const got = await obtainModel(folder, wanted, [refusing, source], options({ report: (r) => reports.push(r) }));
    expect(got).toMatchObject({ isNew: true, path: join(folder, "wanted", "model.gguf") });
    expect(readFileSync(got.path).equals(model.bytes)).toBe(true);
    expect(await readRecord(folder, "wanted")).toMatchObject({
      version: 1,
      sha256: model.sha256,
      architecture: "llama",
      contextLength: 128,
      origin: { title: "good source" },
    });
    expect(reports.map(({ kind }) => kind)).toEqual(["trying", "skipped", "trying"]);

    const again = await obtainModel(folder, wanted, [source], options());
    expect(again).toMatchObject({ isNew: false, path: got.path });
    expect(calls.count).toBe(1);
  });

  it("lists every source with its reason when none serves", async () => {
    const folder = temporaryFolder();
    const sources = [
      failing("first", new UserError("a/b", "the network is down", "Plug it in.")),
      failing("second", modelErrors.notInStore()),
      failing("third", modelErrors.noPip(["pip"])),
    ];
    const error = await obtainModel(folder, wanted, sources, options()).then(
      () => expect.fail("it did not fail"),
      (thrown: unknown) => thrown as UserError,
    );
    expect(error.code).toBe("models/unavailable");
    expect(error.message).toMatch(
      /first: the network is down. Plug it in.\n {2}second: .*\n {2}third: no pip was found/,
    );
    expect(error.hint).toBe("Do something.");
    expect(await readRecord(folder, "wanted")).toBeUndefined();
  });

  it("does not go on to another source when the disk is full, nor after a bug", async () => {
    const { source, calls } = serving(await smallModel());
    const full = failing("full", modelErrors.diskFull("/models", 10, 1));
    await expect(obtainModel(temporaryFolder(), wanted, [full, source], options())).rejects.toMatchObject({
      code: "models/disk-full",
    });
    const bug = failing("bug", new TypeError("x is not a function"));
    await expect(obtainModel(temporaryFolder(), wanted, [bug, source], options())).rejects.toThrow(TypeError);
    expect(calls.count).toBe(0);
  });

  it("never uses a verified file that does not open as a model, and deletes it", async () => {
    const folder = temporaryFolder();
    const notGguf = { bytes: Buffer.from("not a model at all"), sha256: "0".repeat(64), sizeBytes: 18 };
    const adapter = await writeSmallModel(join(temporaryFolder(), "adapter.gguf"), { type: "adapter" });
    const whole = await smallModel();
    const truncated = { ...whole, bytes: whole.bytes.subarray(0, 5000) };
    for (const bad of [notGguf, adapter, truncated]) {
      const { source } = serving(bad);
      await expect(obtainModel(folder, wanted, [source], options())).rejects.toThrow(UserError);
      expect(readdirSync(folder)).toEqual([]);
    }
    const got = await obtainModel(
      folder,
      wanted,
      [serving(notGguf, "bad").source, serving(whole, "good").source],
      options(),
    );
    expect(got.record.origin.title).toBe("good");
  });

  it("clears away what earlier attempts left", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "wanted", "pip-1"), { recursive: true });
    writeFileSync(join(folder, "wanted", "other.gguf.partial"), "half");
    await obtainModel(folder, wanted, [serving(await smallModel()).source], options());
    expect(readdirSync(join(folder, "wanted")).sort()).toEqual(["model.gguf", "model.json"]);
  });

  it("throws the reason of the stop, and not a list of sources", async () => {
    const stop = new AbortController();
    const stopped: ModelSource = {
      kind: "hub",
      title: "slow",
      obtain: (_wanted, { signal }) => {
        stop.abort(new Error("stopped by the user"));
        signal.throwIfAborted();
        return expect.fail("the signal did not reach the source");
      },
    };
    const running = obtainModel(temporaryFolder(), wanted, [stopped, stopped], options({ signal: stop.signal }));
    await expect(running).rejects.toThrow("stopped by the user");
  });

  it("lets one of two callers do the work and gives both its result", async () => {
    const folder = temporaryFolder();
    const { source, calls } = serving(await smallModel());
    const reports: ModelProgress[] = [];
    const slow: ModelSource = {
      ...source,
      async obtain(...args) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return source.obtain(...args);
      },
    };
    const results = await Promise.all(
      [1, 2].map(() => obtainModel(folder, wanted, [slow], options({ report: (r) => reports.push(r) }))),
    );
    expect(calls.count).toBe(1);
    expect(results.map(({ isNew }) => isNew).sort()).toEqual([false, true]);
    expect(results[0]?.path).toBe(results[1]?.path);
    expect(reports.filter(({ kind }) => kind === "waiting")).toHaveLength(1);
    expect(existsSync(join(folder, "wanted.lock"))).toBe(false);
  });

  it("can be stopped while it waits for another process", async () => {
    const folder = temporaryFolder();
    const stop = new AbortController();
    await withModelLock(join(folder, "wanted"), {}, async () => {
      const { source } = serving(await smallModel());
      const onWait = ({ kind }: ModelProgress) => kind === "waiting" && stop.abort(new Error("stopped by the user"));
      const waiting = obtainModel(folder, wanted, [source], options({ signal: stop.signal, report: onWait }));
      await expect(waiting).rejects.toThrow("stopped by the user");
    });
    expect(await readRecord(folder, "wanted")).toBeUndefined();
  });

  it("gets a model of the Hub again when its file was deleted or altered, and not when only its time changed", async () => {
    const folder = temporaryFolder();
    const { source, calls } = serving(await smallModel());
    const { path } = await obtainModel(folder, wanted, [source], options());
    utimesSync(path, 1, 1);
    expect(await obtainModel(folder, wanted, [source], options())).toMatchObject({ isNew: false });
    expect(calls.count).toBe(1);
    rmSync(path);
    expect(await obtainModel(folder, wanted, [source], options())).toMatchObject({ isNew: true });
    writeFileSync(path, "altered");
    expect(await obtainModel(folder, wanted, [source], options())).toMatchObject({ isNew: true });
    expect(calls.count).toBe(3);
  });
});
