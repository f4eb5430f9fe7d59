import { describe, expect, it } from "vitest";
import { describeOutcome } from "../../../src/cli/trainReport.ts";
import { createRunFolder } from "../../../src/storage/runFolder.ts";
import { workspaceAt } from "../../../src/storage/workspace.ts";
import { sampleRecord } from "../../support/sampleRun.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

async function outcomeAt(bestStep: number, bestValidationLoss: number): Promise<string> {
  const folder = temporaryFolder();
  const run = await createRunFolder(workspaceAt(folder), sampleRecord, () => Promise.resolve());
  const losses = { baseValidationLoss: 2, bestValidationLoss };
  return describeOutcome(
    { run, finished: { kind: "finished", reason: "completed", step: 20, bestStep, ...losses } },
    folder,
  );
}

describe("the end of a training", () => {
  it("says by how much validation improved, and when", async () => {
    expect(await outcomeAt(10, 1.5)).toMatch(
      /^Finished after 20 steps: validation loss 2\.000 → 1\.500 \(best at step 10\)\.$/m,
    );
  });

  it("says that training did not help when the model was best before it", async () => {
    const text = await outcomeAt(0, 2);
    expect(text).toContain("training did not help, no validation loss came below the 2.000 of the base model.");
    expect(text).not.toContain("best at step");
  });
});
