import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, getPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forkWorker } from "../../src/app/workers/workerProcess.ts";
import type { Troublesome } from "../support/programs/troublesome.ts";
import { bundledWorker } from "../support/bundledWorker.ts";

const folder = mkdtempSync(join(tmpdir(), "espalier-fork-"));
beforeAll(() => bundledWorker(folder, "inference", "troublesome.ts"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = () =>
  forkWorker<Troublesome>("inference", {
    folder,
    env: { EXTRA: "given" },
    host: { answer: (question: string) => `${question}!` },
  });

const BELOW = constants.priority.PRIORITY_BELOW_NORMAL;

describe("forkWorker", () => {
  it("sends typed arrays both ways", async () => {
    await using worker = start();
    expect(await worker.functions.echo(Float32Array.of(1.5, 2))).toEqual(Float32Array.of(1.5, 2));
  });

  it("lets the worker call its host", async () => {
    await using worker = start();
    expect(await worker.functions.askHost("really")).toBe("really!");
  });

  it("runs it as Node with the environment given and none of this process's flags", async () => {
    await using worker = start();
    expect(await worker.functions.environment()).toEqual({ electron: "1", extra: "given", flags: [] });
  });

  it("lets other programs go first where it is told to, and what it starts does so too", async () => {
    await using worker = forkWorker<Troublesome>("inference", { folder, givesWay: true });
    expect(await worker.functions.priorities()).toEqual({ own: BELOW, child: BELOW });
    await using usual = start();
    expect((await usual.functions.priorities()).own).toBe(getPriority());
  });

  it("rejects calls with exit code and last words when it crashes", async () => {
    await using worker = start();
    const failed = worker.functions.fail();
    const other = worker.functions.hang();
    for (const call of [failed, other]) {
      await expect(call).rejects.toMatchObject({
        name: "UserError",
        code: "worker/died",
        message: expect.stringMatching(
          /inference process ended with exit code 1[^]*out of bounds in a native/,
        ) as string,
      });
    }
  });

  it("keeps what the worker said last, wherever it said it", async () => {
    await using worker = start();
    await expect(worker.functions.exit(3)).rejects.toThrow(/exit code 3; it last said:\nan ordinary line$/);
  });

  it("ends the process when it is disposed, and calls it an end and not a death", async () => {
    const worker = start();
    await worker.functions.environment();
    const hanging = worker.functions.hang().catch((error: unknown) => error);
    await worker[Symbol.asyncDispose]();
    expect(await worker.ended).toBeUndefined();
    expect(await hanging).toMatchObject({ code: "worker/died" });
    expect(() => process.kill(worker.pid, 0)).toThrow("ESRCH");
  });

  it("refuses a worker that was never built", () => {
    expect(() => forkWorker("trainer", { folder })).toThrow(
      expect.objectContaining({ name: "UserError", code: "worker/missing" }) as Error,
    );
  });

  it("does not outlive the process that started it", async () => {
    const parent = spawn(process.execPath, ["--input-type=module", "--eval", PARENT, join(folder, "inference.js")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(parent.stdout.setEncoding("utf8"), "data")) as [string];
    const worker = Number(line);
    expect(isAlive(worker)).toBe(true);
    parent.kill("SIGKILL");
    await once(parent, "close");
    await expect.poll(() => isAlive(worker), { timeout: 100_000 }).toBe(false);
  });
});

/** Starts the worker it is given and, once that has answered a call, says its process id. */
const PARENT = `
  import { fork } from "node:child_process";
  const child = fork(process.argv[1], [], { execArgv: [], serialization: "advanced" });
  child.once("message", () => console.log(child.pid));
  child.send({ t: "q", i: "1", m: "environment", a: [] });`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
