import { describe, expect, it, onTestFinished, vi } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { reportError } from "../../../src/cli/command.ts";
import { EXIT } from "../../../src/cli/exitCode.ts";
import { Interrupted } from "../../../src/cli/interrupt.ts";
import { createTerminal } from "../../../src/cli/terminal.ts";
import { startPace, startProgress } from "../../../src/cli/progress.ts";
import { capturedTerminal } from "../../support/capturedTerminal.ts";

const mistake = new UserError("dataset/empty", "the dataset has 0 examples", "Add some.");

describe("terminal", () => {
  it("writes results for people to stdout and remarks to stderr", () => {
    const { terminal, stdout, stderr } = capturedTerminal();
    terminal.print("result");
    terminal.emit({ value: 1 });
    terminal.note("remark");
    expect(stdout()).toBe("result\n");
    expect(stderr()).toBe("remark\n");
  });

  it("writes nothing but JSON lines to stdout with --json", () => {
    const { terminal, stdout } = capturedTerminal({ json: true });
    terminal.print("result");
    terminal.printPart("res");
    terminal.emit({ value: 1 });
    terminal.emit([2]);
    expect(stdout()).toBe('{"value":1}\n[2]\n');
  });

  it("uses colours on a terminal only, and none where NO_COLOR is set", () => {
    const red = (options: Parameters<typeof capturedTerminal>[0]) => capturedTerminal(options).terminal.colors.red("x");
    expect(red({ isTTY: true })).toBe("\u001b[31mx\u001b[39m");
    expect(red({ isTTY: false })).toBe("x");
    expect(red({ isTTY: true, env: { NO_COLOR: "1" } })).toBe("x");
    expect(red({ isTTY: true, env: { TERM: "dumb" } })).toBe("x");
  });

  it("shows control characters of names and answers, and obeys none but its own colours", () => {
    const hostile = "a\u001b]0;title\u0007\u001b[2J\u009b2J\u007f\r\n\tb\rc";
    for (const isTTY of [true, false]) {
      const { terminal, stdout, stderr } = capturedTerminal({ isTTY });
      terminal.print(hostile);
      terminal.printPart(hostile);
      terminal.note(hostile);
      const shown = "a␛]0;title␇␛[2J\ufffd2J␡\n\tb␍c";
      expect(stdout()).toBe(`${shown}\n${shown}`);
      expect(stderr()).toBe(`${shown}\n`);
    }
    const plain = capturedTerminal();
    plain.terminal.print("\u001b[31mred");
    expect(plain.stdout()).toBe("␛[31mred\n");
    const { terminal, stdout } = capturedTerminal({ isTTY: true });
    terminal.print(terminal.colors.red("red"));
    expect(stdout()).toBe("\u001b[31mred\u001b[39m\n");
  });

  it("moves bars only where a person watches", () => {
    expect(capturedTerminal({ isTTY: true }).terminal.interactive).toBe(true);
    expect(capturedTerminal({ isTTY: true, json: true }).terminal.interactive).toBe(false);
    expect(capturedTerminal({ isTTY: true, env: { CI: "true" } }).terminal.interactive).toBe(false);
    expect(capturedTerminal({ isTTY: false }).terminal.interactive).toBe(false);
  });
});

describe("terminal width", () => {
  it.each([
    [undefined, 100],
    [0, 100],
    [8, 40],
    [80, 80],
    [400, 160],
  ])("of %s columns is taken as %d", (columns, width) => {
    const stream = { columns, write: () => undefined };
    expect(createTerminal({ json: false, env: {}, stdout: stream, stderr: stream }).width).toBe(width);
  });
});

describe("reportError", () => {
  it("says what is wrong and what to do, in a line each, and calls it the user's to mend", () => {
    const { terminal, stderr } = capturedTerminal();
    expect(reportError(terminal, mistake, false)).toBe(EXIT.userError);
    expect(stderr()).toBe("Error: the dataset has 0 examples\n  Add some.\n");
  });

  it("calls anything else a bug and shows its stack only when asked", () => {
    const bug = new TypeError("x is not a function");
    const quiet = capturedTerminal();
    expect(reportError(quiet.terminal, bug, false)).toBe(EXIT.failure);
    expect(quiet.stderr()).not.toContain("at ");
    const verbose = capturedTerminal();
    reportError(verbose.terminal, bug, true);
    expect(verbose.stderr()).toContain("terminal.test.ts");
  });

  it("calls the death of a worker a failure, not a mistake", () => {
    const death = new UserError("worker/died", "the trainer process was ended by SIGKILL", "Resume.");
    expect(reportError(capturedTerminal().terminal, death, false)).toBe(EXIT.failure);
  });

  it("answers with one JSON object on stderr when the output is JSON", () => {
    const { terminal, stdout, stderr } = capturedTerminal({ json: true });
    reportError(terminal, mistake, false);
    expect(stdout()).toBe("");
    expect(JSON.parse(stderr())).toEqual({
      error: { code: "dataset/empty", message: "the dataset has 0 examples", hint: "Add some." },
    });
  });

  it("counts being stopped as an interruption, whoever noticed it", () => {
    const abort = new DOMException("This operation was aborted", "AbortError");
    for (const error of [new Interrupted("stopped"), abort]) {
      expect(reportError(capturedTerminal().terminal, error, false)).toBe(EXIT.interrupted);
    }
  });
});

describe("progress", () => {
  it("takes rate and time left from the work done since it began, not from what was there before", () => {
    let nowMs = 0;
    const pace = startPace(() => nowMs);
    pace(500, 1000);
    nowMs = 10_000;
    expect(pace(600, 1000)).toEqual({ perSecond: 10, secondsLeft: 40 });
    expect(pace(600, undefined).secondsLeft).toBeNaN();
  });

  it("tells no rate of work that takes more than a second a piece", () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { terminal, stderr } = capturedTerminal();
    const progress = startProgress(terminal, "Reading", String);
    progress.update(1, 14);
    vi.advanceTimersByTime(12_000);
    progress.update(3, 14);
    vi.advanceTimersByTime(12_000);
    progress.update(13, 14);
    expect(stderr()).not.toContain("0/s");
    expect(stderr()).toContain("Reading: 21 % · 3 of 14 · 1 min 06 s left\n");
  });

  it("says nothing with --json and nothing about work that was over at once", () => {
    for (const json of [true, false]) {
      const { terminal, stderr, stdout } = capturedTerminal({ json });
      const progress = startProgress(terminal, "Reading", String);
      progress.update(1, 2);
      progress.update(2, 2);
      progress.stop();
      expect(stderr() + stdout()).toBe("");
    }
  });
});
