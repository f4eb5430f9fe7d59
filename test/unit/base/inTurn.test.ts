import { describe, expect, it } from "vitest";
import { inTurn } from "../../../src/base/inTurn.ts";

describe("inTurn", () => {
  it("starts a task when the one before has ended, failed or not", async () => {
    const queue = inTurn();
    const events: string[] = [];
    const task = (name: string, fails = false) =>
      queue(async () => {
        events.push(`${name} starts`);
        await new Promise((resolve) => setImmediate(resolve));
        events.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const results = await Promise.allSettled([task("a"), task("b", true), task("c")]);
    expect(events).toEqual(["a starts", "a ends", "b starts", "b ends", "c starts", "c ends"]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  it("hands the task's result on", async () => {
    expect(await inTurn()(async () => 7)).toBe(7);
  });
});
