import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { Interrupted, withInterrupt } from "../../../src/cli/interrupt.ts";

function interrupted(signals: readonly string[]) {
  const source = new EventEmitter();
  const happened: unknown[] = [];
  const work = (signal: AbortSignal) => {
    for (const name of signals) source.emit(name);
    happened.push(signal.reason);
    return Promise.resolve("done");
  };
  const result = withInterrupt(
    work,
    (times) => happened.push(times),
    () => happened.push("exit"),
    source,
  );
  return { source, happened, result };
}

it.each(["SIGINT", "SIGTERM"])("asks the work to stop at the first %s and takes what it returns", async (name) => {
  const { happened, result } = interrupted([name]);
  expect(await result).toBe("done");
  expect(happened).toEqual([1, expect.any(Interrupted)]);
});

it("ends the process at the second", () => {
  expect(interrupted(["SIGINT", "SIGINT"]).happened).toEqual([1, 2, "exit", expect.any(Interrupted)]);
});

it("listens no longer than the work takes", async () => {
  const { source, result } = interrupted([]);
  await result;
  expect(source.listenerCount("SIGINT") + source.listenerCount("SIGTERM")).toBe(0);
});
