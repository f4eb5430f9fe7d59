import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", async () => (await import("../../../support/vscodeStandIn.ts")).vscodeStandIn);
const { lineOfThread } = await import("../../../../src/vscode/asking/threadPlace.ts");

const lines = (start: number, end: number) => ({ start, end });
const SCREEN = [lines(100, 140)];

describe("the line below which a thread is seen", () => {
  it.each([
    ["the last one of what it is about", lines(110, 120), lines(112, 112), SCREEN, 120],
    ["the cursor's, where what it is about ends below", lines(110, 300), lines(112, 112), SCREEN, 112],
    ["the last one selected, where that is in sight", lines(90, 300), lines(105, 130), SCREEN, 130],
    ["the first one pointed at, where the last is below", lines(110, 300), lines(115, 290), SCREEN, 115],
    ["the cursor's, though it is out of sight itself", lines(200, 300), lines(210, 210), SCREEN, 210],
    ["no other than what it is about", lines(150, 300), lines(145, 310), SCREEN, 150],
    [
      "the last one, between folded lines that are not",
      lines(105, 125),
      lines(106, 106),
      [lines(100, 110), lines(120, 140)],
      125,
    ],
    ["the last one, where no editor shows the file", lines(110, 300), lines(112, 112), [], 300],
  ])("is %s", (_, about, pointed, visible, line) => {
    expect(lineOfThread(about, pointed, visible)).toBe(line);
  });
});
