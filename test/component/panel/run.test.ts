import { describe, expect, it } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { openPanel } from "../../support/openPanel.ts";
import { panelSnapshot, runRow } from "../../support/panelHost.ts";

describe("a run", () => {
  const training = () =>
    panelSnapshot({ runs: [runRow({ status: "running", step: 3, hasResult: false, isActive: false })] });

  it("shows its curve, how far it is and how long it takes, and can be paused and stopped", async () => {
    const { page, host, tell } = await openPanel(training());
    tell("tab/show", "train", "run-1");
    tell("curve/changed", {
      runId: "run-1",
      isAnew: true,
      steps: [1, 2, 3].map((step) => ({
        step,
        loss: 4 - step / 2,
        learningRate: 1e-4,
        tokensPerSecond: 100,
        rssBytes: 1e9,
      })),
      validations: [{ step: 0, loss: 4, best: true }],
      progress: { step: 3, fraction: 0.5, estimateBytes: 1e9, parameterCount: 1 },
      secondsLeft: 60,
      findings: [],
      warnings: [],
    });
    await page.getByRole("img", { name: "Loss by step: training 2.500, validation 4.000, after 3 steps" }).waitFor();
    await page.getByText("Step 3 of 20").waitFor();
    await page.getByText(/about .* left/).waitFor();
    // Where no step is pointed at, the legend tells the newest values.
    const legend = page.locator("loss-curve .u-legend");
    await eventually(async () =>
      expect(await legend.innerText()).toMatch(/^Step\s*3\s*Training loss\s*2\.500[^]*Validation loss\s*4\.000/),
    );
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Stop" }).click();
    await eventually(() =>
      expect(host["run/command"].mock.calls).toEqual([
        ["pause", "run-1"],
        ["stop", "run-1"],
      ]),
    );
  });

  it("names the best validation as soon as the curve has it, before the run's own figures do", async () => {
    const run = runRow({ status: "running", step: 8, bestStep: 4, bestValidationLoss: 3.5 });
    const { page, tell } = await openPanel(panelSnapshot({ runs: [run] }));
    tell("tab/show", "train", "run-1");
    tell("curve/changed", {
      runId: "run-1",
      isAnew: true,
      steps: [],
      validations: [
        { step: 4, loss: 3.5, best: true },
        { step: 8, loss: 3.25, best: true },
      ],
      findings: [],
      warnings: [],
    });
    await page.getByText("best 3.250 at step 8").waitFor();
  });

  it("that is asked for is in view where it stands below the form", async () => {
    const { page, tell } = await openPanel(panelSnapshot({ runs: [runRow()] }));
    await page.setViewportSize({ width: 480, height: 500 });
    await page.getByRole("button", { name: "Start training" }).waitFor();
    tell("tab/show", "train", "run-1");
    const heading = page.getByRole("heading", { name: "first try" });
    await heading.waitFor();
    await eventually(async () => expect((await heading.boundingBox())?.y).toBeLessThan(200));
  });

  it("stays in view where it is resumed below the form, above which it then stands, and when it ends", async () => {
    const paused = runRow({ status: "paused", hasResult: false, isActive: false });
    const { page, tell } = await openPanel(panelSnapshot({ runs: [paused] }));
    await page.setViewportSize({ width: 480, height: 500 });
    tell("tab/show", "train", "run-1");
    const heading = page.getByRole("heading", { name: "first try" });
    const isInView = async () => {
      const place = (await heading.boundingBox())?.y ?? -1;
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThan(300);
    };
    await eventually(isInView);
    const above = () => page.evaluate<number>("scrollY");
    const whereBelow = await above();
    tell("snapshot/changed", panelSnapshot({ runs: [{ ...paused, status: "running" }] }));
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await isInView();
    expect(await above()).toBeLessThan(whereBelow);
    tell("snapshot/changed", panelSnapshot({ runs: [paused] }));
    await page.getByRole("button", { name: "Resume" }).waitFor();
    await isInView();
  });

  it("that failed says why, and is resumed", async () => {
    const { page, host, tell } = await openPanel(
      panelSnapshot({ runs: [runRow({ status: "failed", reason: "The trainer was ended by SIGKILL." })] }),
    );
    tell("tab/show", "train", "run-1");
    await page.getByText("The trainer was ended by SIGKILL.").waitFor();
    await page.getByRole("status").filter({ hasText: "failed" }).waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await eventually(() => expect(host["run/command"]).toHaveBeenCalledWith("resume", "run-1"));
  });
});
