import { describe, expect, it } from "vitest";
import { processorTime, timeOfPs } from "../../../../src/app/harvest/processorTime.ts";

describe("the processor time of a process", () => {
  it("grows while it works", async () => {
    const before = await processorTime(process.pid);
    const end = performance.now() + 300;
    while (performance.now() < end);
    const after = await processorTime(process.pid);
    if (process.platform === "win32") expect([before, after]).toEqual([undefined, undefined]);
    else expect((after ?? 0) - (before ?? 0)).toBeGreaterThan(0);
  });

  it("is not known of one that has ended", async () => {
    expect(await processorTime(2 ** 30)).toBeUndefined();
  });

  it.each([
    ["0:01.25", 1250],
    ["12:00", 720_000],
    ["01:02:03", 3_723_000],
    ["  1-02:03:04\n", 93_784_000],
    ["", undefined],
    ["-", undefined],
  ])("is read from what ps says: %j", (text, ms) => expect(timeOfPs(text)).toBe(ms));
});
