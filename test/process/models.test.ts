import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { bundledScript } from "../support/bundledScript.ts";
import { startFakeHub } from "../support/fakeHub.ts";
import { isolatedEnvironment } from "../support/isolatedEnvironment.ts";
import { writeSmallModel } from "../support/smallModelFile.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { until } from "../support/until.ts";

const REFERENCE = "org/Repo-GGUF:model.gguf";
const STORED = "org--repo-gguf--model";

interface Line {
  readonly kind: string;
  readonly isNew?: boolean;
  readonly path?: string;
  readonly sha256?: string;
}

/** A process that gets the model, every line that it said so far, and its end. */
function getModelIn(script: string, env: Record<string, string | undefined>) {
  const child = spawn(process.execPath, [script, REFERENCE], { env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: Line[] = [];
  const waiting = new Set<() => void>();
  const ended = once(child, "close");
  createInterface(child.stdout).on("line", (text) => {
    lines.push(JSON.parse(text) as Line);
    for (const look of waiting) look();
  });
  const says = (isMeant: (line: Line) => boolean) =>
    new Promise<Line>((resolve) => {
      const look = () => {
        const line = lines.find(isMeant);
        if (line === undefined) return;
        waiting.delete(look);
        resolve(line);
      };
      waiting.add(look);
      look();
    });
  return { child, lines, ended, says };
}

function partialBytes({ ESPALIER_HOME }: { ESPALIER_HOME: string }): number {
  const path = join(ESPALIER_HOME, "models", STORED, "model.gguf.partial");
  return existsSync(path) ? statSync(path).size : 0;
}

async function hubAndScript() {
  const model = await writeSmallModel(join(temporaryFolder(), "model.gguf"), { kibibytes: 1024 });
  const hub = await startFakeHub(model.bytes, model.sha256);
  const env = { ...isolatedEnvironment(), HF_ENDPOINT: hub.endpoint };
  return { model, hub, env, script: await bundledScript("getModelProcess.ts") };
}

describe("two processes that want the same model", () => {
  it("download it once: the second waits and uses the result", async () => {
    const { model, hub, env, script } = await hubAndScript();
    let goOn = () => undefined as void;
    const secondWaits = new Promise<void>((resolve) => (goOn = resolve));
    hub.beforePiece = () => secondWaits;
    const first = getModelIn(script, env);
    await until(() => partialBytes(env) > 0);
    const second = getModelIn(script, env);
    await second.says(({ kind }) => kind === "waiting");
    goOn();
    const [one, two] = await Promise.all([first, second].map(({ says }) => says(({ kind }) => kind === "ready")));
    expect(one).toMatchObject({ isNew: true, sha256: model.sha256 });
    expect(two).toMatchObject({ isNew: false, path: one?.path });
    expect(hub.storageRequests).toHaveLength(1);
    await Promise.all([first.ended, second.ended]);
    expect(readdirSync(join(env.ESPALIER_HOME, "models"))).toEqual([STORED]);
  });
});

describe("a process that is killed while it downloads", () => {
  it("leaves no model behind, and the next process goes on where it was", async () => {
    const { model, hub, env, script } = await hubAndScript();
    hub.beforePiece = (sentBytes) => (sentBytes > 200_000 ? new Promise(() => undefined) : undefined);
    const first = getModelIn(script, env);
    await until(() => partialBytes(env) > 100_000);
    first.child.kill("SIGKILL");
    await first.ended;
    expect(readdirSync(join(env.ESPALIER_HOME, "models", STORED)).sort()).toEqual([
      "model.gguf.partial",
      "model.gguf.partial.json",
    ]);
    hub.beforePiece = () => undefined;
    const second = getModelIn(script, env);
    expect(await second.says(({ kind }) => kind === "ready")).toMatchObject({ isNew: true, sha256: model.sha256 });
    expect(hub.storageRequests[1]?.headers.range).toMatch(/^bytes=\d{6,7}-$/);
    expect(readdirSync(join(env.ESPALIER_HOME, "models", STORED)).sort()).toEqual(["model.gguf", "model.json"]);
  });
});
