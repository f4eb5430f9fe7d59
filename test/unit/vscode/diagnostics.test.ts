import { homedir, hostname, userInfo } from "node:os";
import { expect, it, vi } from "vitest";
import { PRESETS } from "../../../src/core/presets.ts";
import type { RunRow } from "../../../src/protocol/panelData.ts";
import type { RunStore } from "../../../src/vscode/runs/runStore.ts";
import { vscodeStandIn } from "../../support/vscodeStandIn.ts";

vi.mock("vscode", async () => (await import("../../support/vscodeStandIn.ts")).vscodeStandIn);
const { describeProblem } = await import("../../../src/vscode/diagnostics.ts");

/** Whatever of a run its owner, or a file of the owner's, has put into words. */
const PRIVATE = "PRIVATE-8f3a";

it("tells versions, machine and states of runs, and nothing of files, names, paths or people", () => {
  const run: RunRow = {
    id: `20261101-120000-${PRIVATE}`,
    title: `the ${PRIVATE} run`,
    isNamed: true,
    status: "failed",
    step: 3,
    totalSteps: 12,
    modelName: `${homedir()}/${PRIVATE}.gguf`,
    preset: "quick",
    config: PRESETS.quick,
    exampleCounts: { train: 1, validation: 1, test: 1 },
    reason: `cannot read ${homedir()}/${PRIVATE}`,
    device: "cpu",
    deviceReason: "asked for",
    hasResult: false,
    isFull: false,
    isActive: false,
  } as unknown as RunRow;
  const problems = [{ id: PRIVATE, message: `${homedir()}/${PRIVATE}/state.json is damaged` }];
  Object.assign(vscodeStandIn.workspace, { workspaceFolders: [{ name: PRIVATE, uri: `file:///${PRIVATE}` }] });
  const text = describeProblem({ seen: () => ({ runs: [run], problems }) } as unknown as RunStore);
  expect(text).toMatch(/^Espalier diagnostics\nespalier: \d/);
  expect(text).toContain("folders: 1, trusted: true");
  expect(text).toContain("runs: 1, unreadable: 1");
  expect(text).toContain("failed 3/12, quick, lora, rank");
  for (const secret of [PRIVATE, homedir(), process.cwd(), hostname()]) expect(text).not.toContain(secret);
  expect(text).not.toMatch(new RegExp(`\\b${userInfo().username}\\b`));
});
