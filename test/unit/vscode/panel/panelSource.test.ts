import { beforeEach, expect, it, vi } from "vitest";
import type { PanelContext } from "../../../../src/vscode/panel/panelFunctions.ts";
import { editor, foldersStandIn, logStandIn } from "../../../support/vscodeStandIn.ts";

vi.mock("vscode", async () => (await import("../../../support/vscodeStandIn.ts")).vscodeStandIn);
const { createPanelSource } = await import("../../../../src/vscode/panel/panelSource.ts");

beforeEach(() => editor.reset());

const onDidChange = () => ({ dispose: () => undefined });

function opened() {
  const refresh = vi.fn(() => Promise.resolve());
  const readVotes = vi.fn(() => Promise.resolve());
  const part = { onDidChange, onDidChangeOne: onDidChange };
  const context = {
    ...{ runs: part, activities: part, asked: part, datasetTab: part },
    ...{ log: logStandIn().log, folders: foldersStandIn("/garden") },
    ...{ library: { ...part, refresh }, comparisons: { ...part, readVotes } },
  } as unknown as PanelContext;
  return { source: createPanelSource(context), refresh, readVotes };
}

it("reads models, datasets and votes when the panel is opened, not before", () => {
  const { source, refresh, readVotes } = opened();
  expect(refresh).not.toHaveBeenCalled();
  source.opened();
  expect(refresh).toHaveBeenCalledOnce();
  expect(readVotes).toHaveBeenCalledOnce();
});

it("reads them as soon as the folder is trusted, where the panel came back before that", () => {
  editor.isTrusted = false;
  const { source, refresh, readVotes } = opened();
  source.opened();
  expect(refresh).not.toHaveBeenCalled();
  editor.grantTrust();
  expect(refresh).toHaveBeenCalledOnce();
  expect(readVotes).toHaveBeenCalledOnce();
});

it("reads nothing when the folder is trusted while there is no panel", () => {
  editor.isTrusted = false;
  const { refresh } = opened();
  editor.grantTrust();
  expect(refresh).not.toHaveBeenCalled();
});
