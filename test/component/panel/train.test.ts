import { describe, expect, it } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { openPanel } from "../../support/openPanel.ts";
import { panelSnapshot, runRow } from "../../support/panelHost.ts";

describe("the form of a training", () => {
  it("starts what it shows: dataset, model, preset and what was changed", async () => {
    const { page, host } = await openPanel();
    await page.getByRole("term").filter({ hasText: "Time" }).waitFor();
    await page.getByText("Data", { exact: true }).click();
    await page.getByRole("spinbutton", { name: "Batch size" }).fill("2");
    await page.keyboard.press("Tab");
    await page.getByText("1 changed").waitFor();
    await page.getByRole("button", { name: "Start training" }).click();
    await eventually(() =>
      expect(host["run/start"]).toHaveBeenCalledWith({
        datasetPath: "/garden/.espalier/datasets/dataset.jsonl",
        modelName: "small",
        preset: "balanced",
        overrides: { batchSize: "2" },
      }),
    );
  });

  it("says why what cannot work is refused, and does not offer to start it", async () => {
    const { page, host, tell } = await openPanel(panelSnapshot({ datasets: [] }));
    await page.getByText("There is no dataset yet").waitFor();
    host["run/estimate"].mockResolvedValue({
      kind: "refused",
      message: "the batch is too large",
      hint: "Make it smaller.",
    });
    tell("snapshot/changed", panelSnapshot());
    await page.getByText(/the batch is too large/i).waitFor();
    expect(await page.getByRole("button", { name: "Start training" }).getAttribute("disabled")).not.toBeNull();
  });

  it("says that a training is about to begin, rather than what to choose meanwhile", async () => {
    const activity = { id: "x", kind: "start" as const, subject: "small", text: "Loading the model" };
    const { page } = await openPanel(panelSnapshot({ runs: [runRow()], activities: [activity] }));
    await page.getByRole("region", { name: "Run", exact: true }).getByText("The training is about to begin.").waitFor();
  });

  it("offers to build a dataset where there is none", async () => {
    const { page, host } = await openPanel(panelSnapshot({ datasets: [] }));
    await page.getByRole("button", { name: "Build dataset" }).click();
    await eventually(() => expect(host["dataset/build"]).toHaveBeenCalled());
  });
});
