import { expect, it } from "vitest";
import type { RunStatus } from "../../../src/core/runRecord.ts";
import { usualRun } from "../../../src/core/usualRun.ts";

const run = (id: string, status: RunStatus, { hasResult = true, isActive = false } = {}) => ({
  ...{ id, status, hasResult, isActive },
});
const usual = (...runs: ReturnType<typeof run>[]) => usualRun(runs)?.id;

it("takes the run in use, however old", () => {
  expect(usual(run("old", "completed", { isActive: true }), run("new", "completed"))).toBe("old");
});

it("takes the newest that was trained to its end before one that was not", () => {
  expect(
    usual(run("first", "completed"), run("second", "early-stopped"), run("paused", "paused"), run("failed", "failed")),
  ).toBe("second");
});

it("takes what a run has that did not end, where no other has anything", () => {
  const nothing = { hasResult: false };
  expect(usual(run("paused", "paused"), run("failed", "failed", nothing), run("running", "running", nothing))).toBe(
    "paused",
  );
});

it("takes none where none can answer", () => {
  expect(usual(run("failed", "failed", { hasResult: false }), run("created", "created", { hasResult: false }))).toBe(
    undefined,
  );
});
