import { describe, expect, it } from "vitest";
import { turnAfterTyping } from "../../../src/workers/turnAfterTyping.ts";

/** Time that passes only while somebody waits; from one time to another somebody types every 100 ms. */
function typingBetween(from: number, to: number, signal = new AbortController().signal) {
  const clock = {
    time: 0,
    now: () => clock.time,
    sleep: (ms: number) => Promise.resolve((clock.time += ms)),
  };
  const typedAt = (): number | undefined =>
    clock.time < from ? undefined : Math.min(to, from + Math.floor((clock.time - from) / 100) * 100);
  return { clock, turn: turnAfterTyping(typedAt, signal, clock) };
}

describe("a turn to compute", () => {
  it("is there at once where nobody types", () => {
    const { turn } = typingBetween(Infinity, Infinity);
    expect(turn()).toBeUndefined();
  });

  it("comes when the fingers have rested for a moment", async () => {
    const { clock, turn } = typingBetween(0, 1_000);
    await turn();
    expect(clock.time).toBeGreaterThanOrEqual(1_300);
    expect(clock.time).toBeLessThan(1_400);
    expect(turn()).toBeUndefined();
  });

  it("comes now and then where somebody types without end", async () => {
    const { clock, turn } = typingBetween(0, Infinity);
    await turn();
    expect(clock.time).toBeGreaterThanOrEqual(5_000);
    expect(turn()).toBeUndefined();
    clock.time += 999;
    expect(turn()).toBeUndefined();
    clock.time += 2_000;
    const waiting = turn();
    expect(waiting).toBeDefined();
    await waiting;
    expect(clock.time).toBeGreaterThan(12_000);
  });

  it("comes at once when the run is to end", async () => {
    const stop = new AbortController();
    const { clock, turn } = typingBetween(0, Infinity, stop.signal);
    const waiting = turn();
    stop.abort();
    await waiting;
    expect(clock.time).toBeLessThan(100);
    expect(turn()).toBeUndefined();
  });

  it("comes at once where the clock was set back since somebody typed", () => {
    const turn = turnAfterTyping(() => 3_600_000, new AbortController().signal, { now: () => 0, sleep: fail });
    expect(turn()).toBeUndefined();
  });
});

const fail = (): never => {
  throw new Error("nothing is to wait");
};
