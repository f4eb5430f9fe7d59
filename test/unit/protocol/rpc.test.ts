import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { connect } from "../../../src/protocol/rpc.ts";
import { channelPair } from "../../support/channelPair.ts";

/** Our end of a connection whose other end serves `functions`. */
function connectTo<Functions extends object>(functions: Functions) {
  const [here, there] = channelPair();
  const theirs = connect<object>(there, functions);
  return { ...connect<Functions>(here, {}), theirs };
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

describe("connect", () => {
  it("calls the other side's functions by name and returns their results", async () => {
    const { remote } = connectTo({ "sum/of": (numbers: Float32Array) => numbers.map((x) => x * 2) });
    expect(await remote["sum/of"](Float32Array.of(1, 2))).toEqual(Float32Array.of(2, 4));
  });

  it("lets both sides call each other", async () => {
    const [here, there] = channelPair();
    const host = connect<{ ask(): string }>(here, { name: () => "host" });
    const worker = connect<{ name(): string }>(there, { ask: async () => `hello ${await worker.remote.name()}` });
    expect(await host.remote.ask()).toBe("hello host");
  });

  it("keeps the code and the hint of a UserError", async () => {
    const { remote } = connectTo({
      load(): void {
        throw new UserError("gguf/truncated", "the file ends early", "Download it again.");
      },
    });
    const error = await remote.load().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      code: "gguf/truncated",
      message: "the file ends early",
      hint: "Download it again.",
    });
  });

  it("keeps the name and the stack of any other error", async () => {
    const { remote } = connectTo({
      find(): void {
        throw new RangeError("index 3");
      },
    });
    const error = (await remote.find().catch((thrown: unknown) => thrown)) as Error;
    expect(error).not.toBeInstanceOf(UserError);
    expect([error.name, error.message]).toEqual(["RangeError", "index 3"]);
    expect(error.stack).toContain("rpc.test.ts");
  });

  it("rejects a call to a function that the other side does not have", async () => {
    const { remote } = connectTo<{ missing?: () => void }>({});
    await expect((remote as { missing(): Promise<void> }).missing()).rejects.toThrow('"missing" not found');
  });

  it("rejects a call whose result cannot be cloned, and goes on", async () => {
    const { remote } = connectTo({ bad: () => ({ run: () => 1 }), good: () => 2 });
    await expect(remote.bad()).rejects.toThrow("could not be cloned");
    expect(await remote.good()).toBe(2);
  });

  it("rejects a call whose arguments cannot be cloned, and goes on", async () => {
    const { remote } = connectTo({ take: (value: object) => typeof value });
    await expect(remote.take({ run: () => 1 })).rejects.toThrow("could not be cloned");
    expect(await remote.take({})).toBe("object");
  });

  it("delivers callbacks in order, all before the result", async () => {
    const { remote } = connectTo({
      async count(onNumber: (value: number) => void): Promise<string> {
        for (const value of [1, 2, 3]) {
          onNumber(value);
          await Promise.resolve();
        }
        return "done";
      },
    });
    const seen: (number | string)[] = [];
    seen.push(await remote.count((value) => seen.push(value)));
    expect(seen).toEqual([1, 2, 3, "done"]);
  });

  it("does not call back once the call is over", async () => {
    let late: () => void = () => undefined;
    const { remote } = connectTo({
      keep(onNumber: (value: number) => void): void {
        late = () => onNumber(1);
      },
      idle: () => undefined,
    });
    const seen: number[] = [];
    await remote.keep((value) => seen.push(value));
    late();
    await remote.idle();
    expect(seen).toEqual([]);
  });

  it("aborts on the other side and rejects with the reason given here", async () => {
    let abortedThere = false;
    const { remote } = connectTo({
      async work(signal: AbortSignal): Promise<void> {
        signal.addEventListener("abort", () => (abortedThere = true));
        await untilAborted(signal);
      },
    });
    const controller = new AbortController();
    const work = remote.work(controller.signal);
    setImmediate(() => controller.abort(new Error("changed my mind")));
    await expect(work).rejects.toThrow("changed my mind");
    expect(abortedThere).toBe(true);
  });

  it("does not start a call whose signal is aborted already", async () => {
    let started = false;
    const { remote } = connectTo<{ work: (signal: AbortSignal) => void }>({ work: () => void (started = true) });
    await expect(remote.work(AbortSignal.abort(new Error("too late")))).rejects.toThrow("too late");
    expect(started).toBe(false);
  });

  it("rejects calls under way and later ones with the reason of closing", async () => {
    const { remote, close } = connectTo({ wait: () => new Promise<void>(() => undefined) });
    const waiting = remote.wait();
    setImmediate(() => close(new Error("the process ended")));
    await expect(waiting).rejects.toThrow("the process ended");
    await expect(remote.wait()).rejects.toThrow("the process ended");
  });

  it("aborts what it does for the other side when it closes", async () => {
    let aborted: unknown;
    const { remote, theirs, close } = connectTo({
      work: (signal: AbortSignal) => untilAborted(signal).catch((reason: unknown) => (aborted = reason)),
    });
    const work = remote.work(new AbortController().signal).catch((reason: unknown) => reason);
    await new Promise((resolve) => setImmediate(resolve));
    theirs.close(new Error("shutting down"));
    close(new Error("shutting down"));
    await work;
    expect(aborted).toEqual(new Error("shutting down"));
  });

  it("notifies without waiting and without failing", async () => {
    const heard: string[] = [];
    const { remote, notify, close } = connectTo({ hear: (text: string) => void heard.push(text), idle: () => 0 });
    notify("hear", "one");
    await remote.idle();
    close(new Error("over"));
    notify("hear", "two");
    expect(heard).toEqual(["one"]);
  });
});
