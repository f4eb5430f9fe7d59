import type * as vscode from "vscode";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { RunRow } from "../../../../src/protocol/panelData.ts";
import type { RunsChange, RunStore } from "../../../../src/vscode/runs/runStore.ts";
import { editor, vscodeStandIn } from "../../../support/vscodeStandIn.ts";

vi.mock("vscode", async () => (await import("../../../support/vscodeStandIn.ts")).vscodeStandIn);
const { noticeRuns } = await import("../../../../src/vscode/runs/runNotices.ts");

beforeEach(() => {
  editor.reset();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

/** A window that has seen its run in one state after another. */
function windowOf(first: Partial<RunRow>) {
  const changed = new vscodeStandIn.EventEmitter();
  const seenAs = (run: Partial<RunRow>) => ({ runs: [{ id: "a", title: "quick", ...run } as RunRow], problems: [] });
  let now = seenAs(first);
  const runs = {
    onDidChange: changed.event as vscode.Event<RunsChange>,
    find: () => now.runs[0],
  } as unknown as RunStore;
  const notices = noticeRuns(runs, () => false);
  return {
    sees(run: Partial<RunRow>, isFirst = false): void {
      const before = now;
      now = seenAs(run);
      changed.fire({ before, now, isFirst });
    },
    notices,
  };
}

it("waits for the reason why a trainer died, which a busy machine writes down late, and tells it once", () => {
  const window = windowOf({ status: "running" });
  window.sees({ status: "interrupted" });
  vi.advanceTimersByTime(10_000);
  expect([editor.errors, editor.warnings]).toEqual([[], []]);
  window.sees({ status: "failed", reason: "it was ended by SIGKILL" });
  expect(editor.errors.map(({ message }) => message)).toEqual([expect.stringContaining("ended by SIGKILL")]);
  vi.advanceTimersByTime(60_000);
  expect([editor.errors.length, editor.warnings.length]).toEqual([1, 0]);
});

it("tells that a run was interrupted where nobody writes down why", () => {
  const window = windowOf({ status: "running" });
  window.sees({ status: "interrupted" });
  vi.advanceTimersByTime(60_000);
  expect(editor.warnings).toEqual([expect.stringContaining("was interrupted")]);
});

it("tells at once of one that a window finds interrupted as it opens", () => {
  windowOf({ status: "interrupted" }).sees({ status: "interrupted" }, true);
  expect(editor.warnings).toHaveLength(1);
});

it("says nothing of a run that goes on meanwhile", () => {
  const window = windowOf({ status: "running" });
  window.sees({ status: "interrupted" });
  window.sees({ status: "running" });
  vi.advanceTimersByTime(60_000);
  window.notices.dispose();
  expect([editor.errors, editor.warnings]).toEqual([[], []]);
});
