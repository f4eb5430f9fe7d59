import { beforeEach, expect, it, vi } from "vitest";
import { type RunCommandContext } from "../../../../src/vscode/runs/runCommands.ts";
import { eventually } from "../../../support/eventually.ts";
import { editor, foldersStandIn, logStandIn } from "../../../support/vscodeStandIn.ts";

vi.mock("vscode", async () => (await import("../../../support/vscodeStandIn.ts")).vscodeStandIn);
const { registerRunCommands } = await import("../../../../src/vscode/runs/runCommands.ts");

beforeEach(() => editor.reset());

it("says of a run that another window has deleted that it is gone, whatever is wanted of it", async () => {
  const resume = vi.fn();
  const context = {
    log: logStandIn().log,
    folders: foldersStandIn("/garden"),
    runs: { look: () => Promise.resolve(), find: () => undefined, seen: () => ({ runs: [], problems: [] }) },
    training: { resume },
  } as unknown as RunCommandContext;
  registerRunCommands(context, () => undefined);
  const commands = [...editor.commands.values()];
  expect(commands).toHaveLength(8);
  // A message names it by its id, a row of the tree is given whole.
  for (const run of commands) await run("20261101-120000-quick");
  for (const run of commands) await run({ id: "20261101-120000-quick", status: "paused" });
  await eventually(() => expect(editor.errors).toHaveLength(16));
  for (const { message } of editor.errors) expect(message).toMatch(/^There is no run 20261101-120000-quick in this/);
  expect(resume).not.toHaveBeenCalled();
});

it("does nothing where a key is pressed and no row is selected", async () => {
  const context = {
    log: logStandIn().log,
    folders: foldersStandIn("/garden"),
    runs: { look: () => Promise.resolve(), find: () => undefined, seen: () => ({ runs: [], problems: [] }) },
  } as unknown as RunCommandContext;
  registerRunCommands(context, () => undefined);
  await editor.commands.get("espalier.run.delete")?.("selected");
  expect(editor.errors).toEqual([]);
});
