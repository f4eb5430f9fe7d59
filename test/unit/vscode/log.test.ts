import { expect, it, vi } from "vitest";

/** As an editor's: what is written to it after it was disposed of throws. */
const channel = vi.hoisted(() => {
  const written: unknown[][] = [];
  let isClosed = false;
  const write = (...parts: unknown[]): void => {
    if (isClosed) throw new Error("Channel has been closed");
    written.push(parts);
  };
  const dispose = (): void => {
    isClosed = true;
  };
  return { written, info: write, warn: write, error: write, show: write, dispose };
});
vi.mock("vscode", () => ({
  l10n: { t: (text: string) => text },
  window: { createOutputChannel: () => channel, showErrorMessage: () => Promise.resolve(undefined) },
}));
const { createLog, reportError } = await import("../../../src/vscode/report.ts");

it("writes what is told to it until it is disposed of, and then does nothing", async () => {
  const log = createLog();
  const error = new Error("a bug");
  log.info("began");
  log.warn("no note that somebody types:", error);
  log.error(error);
  expect(channel.written).toEqual([["began"], ["no note that somebody types:", error], [error]]);
  log.dispose();
  // Of work that a window leaves behind when it is closed.
  log.info("late");
  log.warn("late");
  log.error("late");
  log.show();
  await reportError(log, error);
  log.dispose();
  expect(channel.written).toHaveLength(3);
});
