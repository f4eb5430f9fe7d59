import { beforeEach, expect, it, vi } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import type { Log } from "../../../src/vscode/report.ts";
import { eventually } from "../../support/eventually.ts";

const shown: { readonly message: string; readonly actions: readonly string[] }[] = [];
/** What the user presses, message by message. */
let presses: string[] = [];
vi.mock("vscode", () => ({
  l10n: { t: (text: string) => text },
  window: {
    showErrorMessage: async (message: string, ...actions: string[]) => {
      shown.push({ message, actions });
      return presses.shift();
    },
  },
}));
const { reporting } = await import("../../../src/vscode/report.ts");

const log = { error: () => undefined, info: () => undefined, show: () => undefined } as unknown as Log;
const died = new UserError("worker/died", "the jobs process was ended by SIGKILL", "Close other programs.");

beforeEach(() => {
  shown.length = 0;
  presses = [];
});

it("says why a process died under a command, and does the command again when asked", async () => {
  presses = ["Try Again"];
  const asked: string[] = [];
  const command = reporting(log, async (name: string) => {
    asked.push(name);
    if (asked.length === 1) throw died;
  });
  await command("build");
  await eventually(() => expect(asked).toEqual(["build", "build"]));
  expect(shown).toHaveLength(1);
  expect(shown[0]?.message).toBe("The jobs process was ended by SIGKILL. Close other programs.");
  expect(shown[0]?.actions).toContain("Try Again");
});

it("offers no second try of what would be refused again", async () => {
  await reporting(log, () => Promise.reject(new UserError("dataset/none", "there is none", "Build one.")))();
  await eventually(() => expect(shown).toHaveLength(1));
  expect(shown[0]?.actions).not.toContain("Try Again");
});

it("returns what the work does, and is silent about what may pass", async () => {
  expect(await reporting(log, async (count: number) => count + 1)(1)).toBe(2);
  const gone = () => Promise.reject(new UserError("dataset/missing", "no dataset is open", "Build one."));
  expect(await reporting(log, gone, ["dataset/missing"])()).toBeUndefined();
  expect(shown).toEqual([]);
  await reporting(log, gone)();
  await eventually(() => expect(shown).toHaveLength(1));
});
