import { expect, it } from "vitest";
import { openCurator, type StartCurator } from "../../../../src/app/review/curator.ts";
import { UserError } from "../../../../src/base/errors.ts";
import type { CuratorFunctions } from "../../../../src/protocol/curation.ts";
import type { Remote } from "../../../../src/protocol/rpc.ts";

const died = new UserError("worker/died", "the curator process was ended by SIGKILL", "Try again.");

/** Processes that end when the test says so; each lists its own number as the only dataset. */
function processes() {
  const ends: ((death: UserError | undefined) => void)[] = [];
  const start: StartCurator = () => {
    const number = ends.length + 1;
    const unused = () => Promise.reject(new Error("not asked for here"));
    const functions: Remote<CuratorFunctions> = {
      "datasets/choices": unused,
      "datasets/list": async () => [String(number)],
      "dataset/counts": unused,
      "dataset/facts": unused,
      "dataset/refresh": unused,
      "examples/page": unused,
      "examples/matching": unused,
      "example/get": unused,
      "examples/decide": unused,
      "decision/steps": unused,
      "decision/undo": unused,
      "decision/redo": unused,
      "findings/decide": unused,
    };
    let end: (death: UserError | undefined) => void = () => undefined;
    const ended = new Promise<UserError | undefined>((resolve) => (end = resolve));
    ends.push(end);
    return { pid: number, functions, ended, [Symbol.asyncDispose]: async () => end(undefined) };
  };
  return { ends, start };
}

const silent = { "dataset/changed": () => undefined, "dataset/notice": () => undefined };

it("starts a process when it is first needed, and one only", async () => {
  const { ends, start } = processes();
  const curator = openCurator({ ...silent, onDied: () => undefined }, start);
  expect(ends).toHaveLength(0);
  await curator.functions["datasets/list"]("/folder");
  await curator.functions["datasets/list"]("/folder");
  expect(ends).toHaveLength(1);
});

it("tells of a death, and starts another process at the next call", async () => {
  const { ends, start } = processes();
  const deaths: UserError[] = [];
  const curator = openCurator({ ...silent, onDied: (death) => deaths.push(death) }, start);
  expect(await curator.functions["datasets/list"]("/folder")).toEqual(["1"]);
  ends[0]?.(died);
  await Promise.resolve();
  expect(await curator.functions["datasets/list"]("/folder")).toEqual(["2"]);
  expect(deaths).toEqual([died]);
});

it("tells of no death when it is closed", async () => {
  const { start } = processes();
  const deaths: UserError[] = [];
  const curator = openCurator({ ...silent, onDied: (death) => deaths.push(death) }, start);
  await curator.functions["datasets/list"]("/folder");
  await curator[Symbol.asyncDispose]();
  expect(deaths).toEqual([]);
});
