import { describe, expect, it } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { openPanel } from "../../support/openPanel.ts";
import { panelSnapshot } from "../../support/panelHost.ts";

describe("models", () => {
  it("are fetched, trained and deleted by buttons of their own", async () => {
    const { page, host } = await openPanel(panelSnapshot(), "models");
    const card = (title: string) =>
      page.getByRole("list", { name: "Models" }).getByRole("listitem").filter({ hasText: title });
    await card("Large Model").getByText("Needs more memory to tune than this machine has.").waitFor();
    await card("Large Model").getByRole("button", { name: "Download" }).click();
    await card("Small Model").getByRole("button", { name: "Delete" }).click();
    await eventually(() => expect(host["model/get"]).toHaveBeenCalledWith("large"));
    await eventually(() => expect(host["model/remove"]).toHaveBeenCalledWith("small"));
    await card("Small Model").getByRole("button", { name: "Train" }).click();
    await page.getByRole("tab", { name: "Train", selected: true }).waitFor();
  });

  it("on their way show how far they are, and can be stopped", async () => {
    const activity = {
      id: "x",
      kind: "model" as const,
      subject: "large",
      text: "Fetching Large Model",
      fraction: 0.25,
    };
    const { page, host } = await openPanel(panelSnapshot({ activities: [activity] }), "models");
    expect(
      await page.getByRole("progressbar", { name: "Fetching Large Model" }).first().getAttribute("aria-valuenow"),
    ).toBe("25");
    await page.getByRole("button", { name: /Stop|Cancel/ }).click();
    await eventually(() => expect(host["activity/cancel"]).toHaveBeenCalledWith("x"));
  });
});
