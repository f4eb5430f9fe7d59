import { describe, expect, it } from "vitest";
import type { ModelProgress } from "../../../src/core/modelProgress.ts";
import { transferMeter } from "../../../src/models/modelProgress.ts";

function meterWithClock(about: { totalBytes?: number; startBytes?: number }) {
  const clock = { nowMs: 0 };
  const reports: ModelProgress[] = [];
  const meter = transferMeter(
    (report) => reports.push(report),
    { source: "Hub", phase: "downloading", ...about },
    () => clock.nowMs,
  );
  return { clock, reports, meter };
}

describe("transferMeter", () => {
  it("tells rate and time left, not counting what an earlier attempt had left", () => {
    const { clock, reports, meter } = meterWithClock({ totalBytes: 10_000, startBytes: 4_000 });
    clock.nowMs = 1_000;
    meter.update(6_000);
    expect(reports.at(-1)).toMatchObject({
      doneBytes: 6_000,
      totalBytes: 10_000,
      bytesPerSecond: 2_000,
      secondsLeft: 2,
    });
  });

  it("follows the rate of the last seconds", () => {
    const { clock, reports, meter } = meterWithClock({ totalBytes: 1e9 });
    for (let second = 1; second <= 10; second++) {
      clock.nowMs = second * 1000;
      meter.update(second * 1_000_000);
    }
    for (let second = 11; second <= 20; second++) {
      clock.nowMs = second * 1000;
      meter.update(10_000_000 + (second - 10) * 1_000);
    }
    expect(reports.at(-1)).toMatchObject({ bytesPerSecond: 1_000 });
  });

  it("reports at most ten times a second, and always the end", () => {
    const { clock, reports, meter } = meterWithClock({ totalBytes: 1_000 });
    for (let bytes = 1; bytes <= 1_000; bytes++) {
      clock.nowMs = bytes;
      meter.update(bytes);
    }
    expect(reports.length).toBeLessThanOrEqual(12);
    expect(reports.at(-1)).toMatchObject({ doneBytes: 1_000, secondsLeft: 0 });
  });

  it("promises no end where the size is unknown", () => {
    const { clock, reports, meter } = meterWithClock({});
    clock.nowMs = 1_000;
    meter.update(500);
    expect(reports.at(-1)).toEqual({
      kind: "bytes",
      source: "Hub",
      phase: "downloading",
      doneBytes: 500,
      bytesPerSecond: 500,
    });
  });
});
