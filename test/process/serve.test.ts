import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { beforeAll, describe, expect, it } from "vitest";
import { runCli, spawnCli, type RunningCli } from "../support/cliProcess.ts";
import { fillTinyWorkspace, TINY_FLAGS } from "../support/tinyWorkspace.ts";
import { writeTinyModel } from "../support/tinyModel.ts";

/** One server, over one short run, that every test here asks. */
let folder: string;
let server: RunningCli;
let client: OpenAI;
let url: string;
let token: string;
let models: string[];
let run: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "espalier-test-"));
  await fillTinyWorkspace(folder);
  // The same seed and shape with a longer context, so that passages have room.
  await writeTinyModel(join(folder, "model.gguf"), { contextLength: 4096 });
  writeFileSync(join(folder, "lock.md"), "# Lock\n\nA run is locked by a lock file with the owner's process id.\n");
  const strong = ["--epochs=4", "--learning-rate=0.01", "--patience=0", "--dropout=0", "--rank=8"];
  expect((await runCli(folder, "train", ...TINY_FLAGS, ...strong)).code).toBe(0);
  server = spawnCli(folder, ["serve", "--port=0", "--threads=1", "--json"]);
  const started = await server.until((value) => "token" in value);
  ({ url, token, models } = started as { url: string; token: string; models: string[] });
  run = models.find((id) => !id.includes("base") && !id.includes("+") && !id.includes("embedding")) ?? "";
  client = new OpenAI({ baseURL: url, apiKey: token, maxRetries: 0 });
  return () => {
    server.child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
});

const question = (model: string, content = "1 leaf?") => ({
  model,
  max_tokens: 8,
  messages: [{ role: "user" as const, content }],
});

/** The status of a request that no client of good manners sends. */
function statusOf(headers: Record<string, string>, body: string | Buffer = "{}", path = "/chat/completions") {
  return new Promise<number>((resolve, reject) => {
    const all = { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers };
    const request = httpRequest(`${url}${path}`, { method: "POST", headers: all }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on("error", reject);
    request.end(body);
  });
}

describe("espalier serve, asked by the official client", () => {
  it("lists base, runs, each with retrieval, and what embeds", async () => {
    const ids = (await client.models.list()).data.map(({ id }) => id);
    expect(ids).toEqual(["espalier/base", "espalier/base+retrieval", run, `${run}+retrieval`, "espalier/embedding"]);
    expect(models).toEqual(ids);
  });

  it("answers with the base model and with a run's adapter", async () => {
    const base = await client.chat.completions.create(question("espalier/base"));
    const tuned = await client.chat.completions.create(question(run));
    expect(base.choices[0]?.finish_reason).toMatch(/stop|length/);
    expect(base.usage?.total_tokens).toBeGreaterThan(8);
    expect(tuned.choices[0]?.message.content).not.toBe(base.choices[0]?.message.content);
  });

  it("streams the very answer it gives whole", async () => {
    const whole = await client.chat.completions.create(question(run));
    const stream = await client.chat.completions.create({
      ...question(run),
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    let usage: object | null | undefined;
    const finishes: (string | null | undefined)[] = [];
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      if (chunk.choices[0]) finishes.push(chunk.choices[0].finish_reason);
      usage = chunk.usage ?? usage;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(finishes.at(-1)).toBe(whole.choices[0]?.finish_reason);
    expect(usage).toEqual(whole.usage);
  });

  it("answers from the folder's files, naming places, and abstains where they do not say", async () => {
    const known = await client.chat.completions.create(question("espalier/base+retrieval", "How is a run locked?"));
    expect(known.choices[0]?.message.content).toContain("lock.md:1-");
    expect(known).toMatchObject({ espalier: { outcome: "answered", evidence: { isEnough: true } } });
    const unknown = await client.chat.completions.create(question(`${run}+retrieval`, "What did Napoleon eat?"));
    expect(unknown.choices[0]?.message.content).toMatch(/^The sources do not say\./);
  });

  it("embeds texts, as numbers and as the client's base64", async () => {
    const ask = (encoding_format?: "float") =>
      client.embeddings.create({
        model: "espalier/embedding",
        input: ["lock a run", "locking the run", "walrus"],
        ...(encoding_format && { encoding_format }),
      });
    const [[a = [], b = [], c = []], floats] = [await ask(), await ask("float")].map(({ data }) =>
      data.map(({ embedding }) => embedding),
    ) as [number[][], number[][]];
    expect([a, b, c]).toEqual(floats);
    const dot = (x: readonly number[], y: readonly number[]) =>
      x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
    expect(a).toHaveLength(256);
    expect(dot(a, b)).toBeGreaterThan(dot(a, c));
  });

  it("says what is wrong, in errors that the client knows", async () => {
    const wrong = new OpenAI({ baseURL: url, apiKey: "wrong", maxRetries: 0 });
    await expect(wrong.models.list()).rejects.toMatchObject({ status: 401, code: "invalid_api_key" });
    await expect(client.chat.completions.create(question("gpt-4"))).rejects.toMatchObject({ status: 404 });
    await expect(client.chat.completions.create({ ...question(run), max_tokens: -1 })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("max_tokens is -1") as string,
    });
    await expect(client.chat.completions.create(question(`${run}+retrieval`, " \n"))).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("the last message is empty") as string,
    });
  });
});

describe("espalier serve, asked by others", () => {
  it("refuses foreign origins and names, whatever they know", async () => {
    expect(await statusOf({ origin: "https://evil.example" })).toBe(403);
    expect(await statusOf({ host: "evil.example" })).toBe(403);
    expect(await statusOf({ authorization: "" })).toBe(401);
  });

  it.each([
    ["no JSON", "{", 400],
    ["no UTF-8", Buffer.of(0x7b, 0xff, 0x7d), 400],
    ["nothing", "", 400],
    ["a list", "[]", 400],
    ["depth", `${"[".repeat(100_000)}`, 400],
    ["too much", Buffer.alloc(5 * 1024 * 1024, 0x20), 413],
  ])("refuses a body of %s and goes on", async (_, body, status) => {
    expect(await statusOf({}, body)).toBe(status);
    expect((await client.models.list()).data.length).toBeGreaterThan(0);
  });

  it("refuses what a form of a page could send, and paths that it does not have", async () => {
    expect(await statusOf({ "content-type": "text/plain" })).toBe(415);
    expect(await statusOf({}, "{}", "/../../etc/passwd")).toBe(404);
  });

  it("goes on after a client that left in the middle of an answer", async () => {
    const leaving = new AbortController();
    const stream = await client.chat.completions.create(
      { ...question(run), max_tokens: 2000, stream: true },
      { signal: leaving.signal },
    );
    for await (const chunk of stream) if (chunk.choices.length > 0) leaving.abort();
    expect((await client.chat.completions.create(question(run))).choices).toHaveLength(1);
  });

  it("ends cleanly when it is asked to", async () => {
    const other = spawnCli(folder, ["serve", "--port=0", "--threads=1", "--json"]);
    await other.until((value) => "token" in value);
    other.child.kill("SIGTERM");
    expect((await other.ended).code).toBe(0);
  });
});
