import { expect, it } from "vitest";
import { isFailure, leftOutKind } from "../../../src/core/leftOutKind.ts";

it.each([
  ["could not be read within 10 s", "slow"],
  ["cannot be read: EACCES: permission denied", "unreadable"],
  ["could not be read: out of memory", "unreadable"],
  ["ended the thread that read it", "unreadable"],
  ["no PDF that can be read: bad XRef entry", "unreadable"],
  ["protected by a password", "unreadable"],
  ["not UTF-16LE, as which it is marked", "unreadable"],
  ["in no encoding that is known here", "unreadable"],
  ["not a Jupyter notebook: expected JSON with a list of cells", "unreadable"],
  ["larger than 1048576 bytes (2097152)", "large"],
  ["70000 passages, more than the 65535 that a file may have", "large"],
  ["binary", "binary"],
  ["binary (.png)", "binary"],
  ["in .gitignore", "ignored"],
  ["in .espalierignore", "ignored"],
  ["in .git/info/exclude", "ignored"],
  ["in git's core.excludesFile", "ignored"],
  ["minified", "generated"],
  ["generated or minified: a line longer than 5000 characters", "generated"],
  ["generated, as its head says", "generated"],
  ["empty", "empty"],
  ["a PDF without text: its pages are pictures", "empty"],
  ["a document without text", "empty"],
  ["installed packages", "tools"],
  ["Espalier's own files", "tools"],
  ["symbolic link", "link"],
  ["something nobody foresaw", "other"],
] as const)("takes %j for %s", (reason, kind) => {
  expect(leftOutKind(reason)).toBe(kind);
});

it("calls a failure what somebody should look at", () => {
  expect(
    ["unreadable", "slow", "other", "large", "ignored", "binary"].filter((kind) => isFailure(kind as never)),
  ).toEqual(["unreadable", "slow", "other"]);
});
