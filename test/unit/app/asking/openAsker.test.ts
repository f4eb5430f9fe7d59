import { expect, it } from "vitest";
import { openAsker, type StartAsker } from "../../../../src/app/asking/openAsker.ts";
import { UserError } from "../../../../src/base/errors.ts";
import type { AskerFunctions } from "../../../../src/protocol/asking.ts";
import type { Remote } from "../../../../src/protocol/rpc.ts";
import { until } from "../../../support/until.ts";

const died = new UserError("worker/died", "the asker process was ended by SIGKILL", "Try again.");

/** Processes that end when the test says so; each counts tokens as its own number. */
function processes() {
  const ends: ((death: UserError | undefined) => void)[] = [];
  const start: StartAsker = () => {
    const number = ends.length + 1;
    const unused = () => Promise.reject(new Error("not asked for here"));
    const functions: Remote<AskerFunctions> = {
      "question/ask": unused,
      "question/ahead": () => Promise.resolve(),
      "chat/answer": unused,
      "tokens/count": async () => [number],
      "lines/around": unused,
      "files/changed": unused,
      "buffer/set": unused,
    };
    let end: (death: UserError | undefined) => void = () => undefined;
    const ended = new Promise<UserError | undefined>((resolve) => (end = resolve));
    ends.push(end);
    return { pid: number, functions, ended, [Symbol.asyncDispose]: async () => end(undefined) };
  };
  return { ends, start };
}

const count = (functions: Remote<AskerFunctions>): Promise<number[]> =>
  functions["tokens/count"]({ folder: "/folder", answering: { kind: "usual" } }, [], new AbortController().signal);

it("starts a process when it is first needed, tells of it, and replaces one that died", async () => {
  const { ends, start } = processes();
  const told: string[] = [];
  const asker = openAsker(
    { onStarted: () => told.push("started"), onEnded: (death) => told.push(death?.code ?? "ended") },
    { start },
  );
  expect(ends).toHaveLength(0);
  expect(await asker.use(count)).toEqual([1]);
  expect(await asker.use(count)).toEqual([1]);
  ends[0]?.(died);
  await until(() => told.includes("worker/died"));
  expect(await asker.use(count)).toEqual([2]);
  expect(told).toEqual(["started", "worker/died", "started"]);
});

it("ends the process when it was not asked for a while, and not while it is asked", async () => {
  const { ends, start } = processes();
  const told: string[] = [];
  const asker = openAsker(
    { onStarted: () => told.push("started"), onEnded: () => told.push("ended") },
    { start, keptIdleMs: 5 },
  );
  await asker.use(async (functions) => {
    await asker.use(count);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(told).toEqual(["started"]);
    return count(functions);
  });
  await until(() => told.includes("ended"));
  expect(await asker.use(count)).toEqual([2]);
  expect(ends).toHaveLength(2);
});
