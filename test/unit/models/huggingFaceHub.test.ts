import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { UserError } from "../../../src/base/errors.ts";
import type { HubFile } from "../../../src/models/catalogueModel.ts";
import type { ModelProgress } from "../../../src/core/modelProgress.ts";
import { huggingFaceHub } from "../../../src/models/sources/huggingFaceHub.ts";
import { startFakeHub, type FakeHub } from "../../support/fakeHub.ts";
import { obtainContext } from "../../support/obtainContext.ts";
import { writeSmallModel } from "../../support/smallModelFile.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";
import { until } from "../../support/until.ts";

const FILE: HubFile = { repository: "someone/Some-Model-GGUF", revision: "main", file: "some model.Q8_0.gguf" };
const source = huggingFaceHub({ firstWaitMs: 1 });

async function hubWithModel() {
  const model = await writeSmallModel(join(temporaryFolder(), "model.gguf"), { kibibytes: 256 });
  const hub = await startFakeHub(model.bytes, model.sha256);
  return { model, hub };
}

const obtain = (hub: FakeHub, wanted: Partial<HubFile> = {}, context = obtainContext()) =>
  source.obtain(
    { id: "wanted", hub: { ...FILE, ...wanted } },
    { ...context, env: { ...context.env, HF_ENDPOINT: hub.endpoint } },
  );

const failure = async (promise: Promise<unknown>): Promise<UserError> =>
  promise.then(
    () => expect.fail("it did not fail"),
    (error: unknown) => error as UserError,
  );

describe("downloading from the Hub", () => {
  it("follows the redirect, compares with the announced hash and says where the file came from", async () => {
    const { model, hub } = await hubWithModel();
    const context = obtainContext();
    const file = await obtain(hub, {}, context);
    expect(readFileSync(file.path).equals(model.bytes)).toBe(true);
    expect(file).toMatchObject({
      placement: "stored",
      fileName: "some model.Q8_0.gguf",
      sha256: model.sha256,
      sizeBytes: model.sizeBytes,
      verifiedAgainst: "source",
      origin: { kind: "hub", location: "someone/Some-Model-GGUF:some model.Q8_0.gguf" },
    });
    expect(hub.hubRequests[0]?.url).toBe("/someone/Some-Model-GGUF/resolve/main/some%20model.Q8_0.gguf");
    expect(readdirSync(context.folder)).toEqual(["some model.Q8_0.gguf.partial"]);
    expect(context.reports.at(-1)).toMatchObject({ phase: "verifying", doneBytes: model.sizeBytes });
  });

  it("sends the token to the Hub and to no other host", async () => {
    const { hub } = await hubWithModel();
    await obtain(hub, {}, obtainContext({ HF_TOKEN: "hf_secret" }));
    expect(hub.hubRequests[0]?.headers.authorization).toBe("Bearer hf_secret");
    expect(hub.storageRequests).toHaveLength(1);
    expect(hub.storageRequests[0]?.headers.authorization).toBeUndefined();
  });

  it("goes on where the connection was cut", async () => {
    const { model, hub } = await hubWithModel();
    hub.cuts = [100_000, 50_000];
    const context = obtainContext();
    const file = await obtain(hub, {}, context);
    expect(file.sha256).toBe(model.sha256);
    expect(hub.storageRequests).toHaveLength(3);
    const [first, second, third] = hub.storageRequests.map((request) => request.headers);
    expect(first?.range).toBeUndefined();
    expect(second?.range).toMatch(/^bytes=\d{5,6}-$/);
    expect(second?.["if-range"]).toBe('"storage-1"');
    expect(Number(/\d+/.exec(third?.range ?? "")?.[0])).toBeGreaterThan(Number(/\d+/.exec(second?.range ?? "")?.[0]));
    expect(context.reports.filter(({ kind }) => kind === "retrying")).toHaveLength(2);
  });

  it("goes on where a stopped download was, the next time it is asked", async () => {
    const { model, hub } = await hubWithModel();
    hub.beforePiece = (sentBytes) => (sentBytes > 100_000 ? new Promise(() => undefined) : undefined);
    const stop = new AbortController();
    const context = obtainContext({}, stop.signal);
    const partial = join(context.folder, "some model.Q8_0.gguf.partial");
    const running = obtain(hub, {}, context);
    await until(() => existsSync(partial) && statSync(partial).size > 60_000);
    stop.abort(new Error("stopped by the user"));
    await expect(running).rejects.toThrow("stopped by the user");
    expect(readdirSync(context.folder).sort()).toEqual([
      "some model.Q8_0.gguf.partial",
      "some model.Q8_0.gguf.partial.json",
    ]);
    hub.beforePiece = () => undefined;
    const file = await obtain(hub, {}, { ...context, signal: new AbortController().signal });
    expect(file.sha256).toBe(model.sha256);
    expect(hub.storageRequests[1]?.headers.range).toMatch(/^bytes=[1-9]\d+-$/);
  });

  it("can be stopped at the very last byte", async () => {
    const { hub } = await hubWithModel();
    const stop = new AbortController();
    const context = obtainContext({}, stop.signal);
    const report = (progress: ModelProgress) => {
      if (progress.kind === "bytes" && progress.doneBytes === progress.totalBytes) stop.abort(new Error("stopped"));
    };
    await expect(obtain(hub, {}, { ...context, report })).rejects.toThrow("stopped");
  });

  it("begins anew when the file on the Hub changed in between", async () => {
    const { hub } = await hubWithModel();
    const changed = await writeSmallModel(join(temporaryFolder(), "new.gguf"), { kibibytes: 256, seed: 2 });
    hub.cuts = [100_000];
    hub.interceptHub = () => {
      if (hub.hubRequests.length === 2)
        Object.assign(hub, { content: changed.bytes, sha256: changed.sha256, etag: '"2"' });
      return false;
    };
    const file = await obtain(hub);
    expect(file.sha256).toBe(changed.sha256);
    expect(readFileSync(file.path).equals(changed.bytes)).toBe(true);
  });

  it("does not join the halves of two files when the storage ignores If-Range", async () => {
    const { hub } = await hubWithModel();
    const changed = await writeSmallModel(join(temporaryFolder(), "new.gguf"), { kibibytes: 256, seed: 2 });
    hub.cuts = [100_000];
    hub.interceptHub = () => {
      if (hub.hubRequests.length === 2) Object.assign(hub, { content: changed.bytes, sha256: changed.sha256 });
      return false;
    };
    expect((await obtain(hub)).sha256).toBe(changed.sha256);
  });

  it("copes with a storage that does not know ranges", async () => {
    const { model, hub } = await hubWithModel();
    hub.cuts = [100_000];
    hub.interceptStorage = (request) => {
      delete request.headers.range;
      return false;
    };
    expect((await obtain(hub)).sha256).toBe(model.sha256);
  });

  it("does not fetch again what an earlier process had whole but not yet checked", async () => {
    const { model, hub } = await hubWithModel();
    const context = obtainContext();
    const url = `${hub.endpoint}/someone/Some-Model-GGUF/resolve/main/some%20model.Q8_0.gguf`;
    const partial = join(context.folder, "some model.Q8_0.gguf.partial");
    writeFileSync(partial, model.bytes);
    writeFileSync(`${partial}.json`, JSON.stringify({ version: 1, url, contentSha256: model.sha256 }));
    expect((await obtain(hub, {}, context)).sha256).toBe(model.sha256);
    expect(hub.storageRequests.map(({ headers }) => headers.range)).toEqual([`bytes=${model.sizeBytes}-`]);
  });

  it("tries again when the server asks for patience or fails", async () => {
    const { model, hub } = await hubWithModel();
    hub.interceptHub = (_request, response) => {
      if (hub.hubRequests.length > 2) return false;
      response.writeHead(hub.hubRequests.length === 1 ? 503 : 429, { "retry-after": "0" }).end();
      return true;
    };
    expect((await obtain(hub)).sha256).toBe(model.sha256);
    expect(hub.hubRequests).toHaveLength(3);
  });

  it("gives up a connection that brings nothing again and again", async () => {
    const { hub } = await hubWithModel();
    hub.interceptStorage = (request) => {
      request.socket.destroy();
      return true;
    };
    hub.interceptHub = (_request, response) => {
      if (hub.hubRequests.length > 1) return false;
      response.writeHead(503).end();
      return true;
    };
    const error = await failure(obtain(hub));
    expect(error.code).toBe("models/connection-lost");
    expect(error.message).toContain("5 times");
  });

  it("gives up on a server that never answers, and stops waiting for it when told to", async () => {
    const { hub } = await hubWithModel();
    hub.interceptHub = () => true;
    const impatient = huggingFaceHub({ attempts: 2, firstWaitMs: 1, silenceMs: 100 });
    const context = obtainContext({ HF_ENDPOINT: hub.endpoint });
    expect((await failure(impatient.obtain({ id: "wanted", hub: FILE }, context))).code).toBe("models/connection-lost");
    const stop = new AbortController();
    const waiting = obtain(hub, {}, obtainContext({}, stop.signal));
    setTimeout(() => stop.abort(new Error("stopped by the user")), 50);
    await expect(waiting).rejects.toThrow("stopped by the user");
  });

  it("gives up on a server that goes silent", async () => {
    const { hub } = await hubWithModel();
    hub.interceptStorage = (_request, response) => {
      response.writeHead(200, { "content-length": hub.content.length, etag: hub.etag });
      response.write(hub.content.subarray(0, hub.storageRequests.length === 1 ? 1000 : 0));
      return true;
    };
    const impatient = huggingFaceHub({ attempts: 2, firstWaitMs: 1, silenceMs: 200 });
    const context = obtainContext({ HF_ENDPOINT: hub.endpoint });
    const error = await failure(impatient.obtain({ id: "wanted", hub: FILE }, context));
    expect(error.code).toBe("models/connection-lost");
    expect(error.message).toContain("it stopped sending");
  });
});

describe("what the Hub serves that is not the file", () => {
  it("refuses a file whose announced hash is not the catalogue's before it asks for a byte", async () => {
    const { model, hub } = await hubWithModel();
    const expected = "0".repeat(64);
    const context = obtainContext();
    const error = await failure(obtain(hub, { sha256: expected }, context));
    expect(error.code).toBe("models/wrong-hash");
    expect(error.message).toContain(model.sha256);
    expect(error.message).toContain(expected);
    expect(readdirSync(context.folder)).toEqual([]);
  });

  it("deletes a file whose content is not what was announced", async () => {
    const { hub } = await hubWithModel();
    hub.sha256 = "1".repeat(64);
    const context = obtainContext();
    expect((await failure(obtain(hub, {}, context))).code).toBe("models/wrong-hash");
    expect(readdirSync(context.folder)).toEqual([]);
  });

  it("refuses a file of another size", async () => {
    const { model, hub } = await hubWithModel();
    const error = await failure(obtain(hub, { sizeBytes: model.sizeBytes + 1 }));
    expect(error.code).toBe("models/wrong-size");
    expect(error.message).toContain(String(model.sizeBytes));
  });

  it("says where to accept the licence of a gated repository, with and without a token", async () => {
    const { hub } = await hubWithModel();
    hub.interceptHub = (_request, response) => {
      response.writeHead(403, { "x-error-code": "GatedRepo" }).end();
      return true;
    };
    const without = await failure(obtain(hub));
    expect(without.code).toBe("models/gated");
    expect(without.hint).toContain(`${hub.endpoint}/someone/Some-Model-GGUF`);
    expect(without.hint).toContain("HF_TOKEN");
    const withToken = await failure(obtain(hub, {}, obtainContext({ HF_TOKEN: "hf_secret" })));
    expect(withToken.message).toContain("your token's account has not");
    expect(JSON.stringify([without, without.message, withToken, withToken.message])).not.toContain("hf_secret");
  });

  it.each([
    [401, "models/forbidden"],
    [403, "models/forbidden"],
    [404, "models/not-on-hub"],
    [418, "models/bad-answer"],
  ])("turns HTTP %i into %s and does not ask again", async (status, code) => {
    const { hub } = await hubWithModel();
    hub.interceptHub = (_request, response) => {
      response.writeHead(status).end("nothing here");
      return true;
    };
    expect((await failure(obtain(hub))).code).toBe(code);
    expect(hub.hubRequests).toHaveLength(1);
  });

  it.each([
    ["that says so", { "content-type": "text/html; charset=utf-8" }],
    ["that passes for a file", { "content-type": "application/octet-stream" }],
  ])("does not take a web page %s for a model", async (_kind, headers) => {
    const { hub } = await hubWithModel();
    hub.interceptHub = (_request, response) => {
      response.writeHead(200, headers).end("<!DOCTYPE html><title>Please log in</title>");
      return true;
    };
    const error = await failure(obtain(hub));
    expect(error.code).toBe("models/bad-answer");
    expect(error.message).toMatch(/web page|HTML page/);
  });

  it("does not follow redirects for ever, nor to other protocols", async () => {
    const { hub } = await hubWithModel();
    let target = "/again";
    hub.interceptHub = (_request, response) => {
      response.writeHead(307, { location: target }).end();
      return true;
    };
    expect((await failure(obtain(hub))).message).toContain("redirects");
    target = "file:///etc/passwd";
    expect((await failure(obtain(hub))).message).toContain("file:///etc/passwd");
  });

  it("finds out before the download that the disk cannot hold it", async () => {
    const { hub } = await hubWithModel();
    hub.interceptStorage = (_request, response) => {
      response.writeHead(200, { "content-length": 4e15 }).write(hub.content);
      return true;
    };
    const error = await failure(obtain(hub));
    expect(error.code).toBe("models/disk-full");
    expect(error.message).toContain("4000000000000000 bytes more are needed");
  });
});

describe("whether the Hub is asked", () => {
  it.each(["1", "true", "YES", "on"])("makes no connection with HF_HUB_OFFLINE=%s", async (value) => {
    const { hub } = await hubWithModel();
    const error = await failure(obtain(hub, {}, obtainContext({ HF_HUB_OFFLINE: value })));
    expect(error.code).toBe("models/offline");
    expect(hub.hubRequests).toHaveLength(0);
  });

  it("tells at once that a host cannot be reached", async () => {
    const context = obtainContext();
    const error = await failure(source.obtain({ id: "wanted", hub: FILE }, context));
    expect(error.code).toBe("models/no-network");
    expect(error.message).toContain("127.0.0.1:2");
    expect(context.reports).toEqual([]);
  });

  it("names the host that cannot be reached when it is the storage behind the Hub", async () => {
    const { hub } = await hubWithModel();
    hub.interceptHub = (_request, response) => {
      response.writeHead(302, { location: "http://127.0.0.1:2/blob" }).end();
      return true;
    };
    expect((await failure(obtain(hub))).message).toContain("127.0.0.1:2 cannot be reached");
  });

  it("refuses an endpoint that is no web address", async () => {
    const context = obtainContext({ HF_ENDPOINT: "ftp://mirror" });
    expect((await failure(source.obtain({ id: "wanted", hub: FILE }, context))).message).toContain("ftp://mirror");
  });

  it("uses the token that was stored at log-in, unless told not to", async () => {
    const { hub } = await hubWithModel();
    const home = temporaryFolder();
    mkdirSync(join(home, "hf"));
    writeFileSync(join(home, "hf", "token"), "hf_stored\n");
    const HF_HOME = join(home, "hf");
    await obtain(hub, {}, obtainContext({ HF_HOME }));
    await obtain(hub, {}, obtainContext({ HF_HOME, HF_HUB_DISABLE_IMPLICIT_TOKEN: "1" }));
    await obtain(hub, {}, obtainContext({ HF_HOME, HUGGING_FACE_HUB_TOKEN: "hf_variable" }));
    expect(hub.hubRequests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer hf_stored",
      undefined,
      "Bearer hf_variable",
    ]);
  });
});
