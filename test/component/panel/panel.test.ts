import { describe, expect, it } from "vitest";
import type { PanelViewFunctions } from "../../../src/protocol/panel.ts";
import { openPanel } from "../../support/openPanel.ts";
import { panelHost, panelSnapshot, runRow } from "../../support/panelHost.ts";
import { structuralFindings } from "../../support/vscodeHost/axe.ts";
import { openWebview } from "../../support/webviewPage.ts";

describe("tabs", () => {
  it("are reached by the arrow keys", async () => {
    const { page } = await openPanel();
    await page.getByRole("tab", { name: "Train" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("tab", { name: "Compare", selected: true }).waitFor();
    await page.getByText("There is no adapter to compare yet").waitFor();
  });
});

describe("where no folder lies on a disk", () => {
  it("says so in the place of everything else", async () => {
    const { folder, ...snapshot } = panelSnapshot({ folders: [], isVirtual: true });
    const { page } = await openWebview<PanelViewFunctions>("panel", panelHost(snapshot));
    await page.getByText(/This folder lies on no disk/).waitFor();
    expect(folder?.name).toBe("garden");
    expect(await page.getByRole("tab").count()).toBe(0);
  });
});

describe("for those who do not see it", () => {
  it("names and orders what is on each tab, whatever is open or going on there", async () => {
    const activity = { id: "x", subject: "large", text: "Fetching Large Model", fraction: 0.25 };
    const asked = { id: "a1", question: "Where?", folder: "/garden", text: "", sources: [] };
    const { page, host, tell } = await openPanel(
      panelSnapshot({
        runs: [
          runRow(),
          runRow({ id: "run-2", title: "second try", isActive: false, status: "failed", reason: "It ended." }),
        ],
        activities: [{ ...activity, kind: "model" }],
        votes: [{ runId: "run-1", base: 1, tuned: 2, same: 0 }],
        asked: [
          { ...asked, state: "failed", error: "The model is gone." },
          { ...asked, id: "a2", state: "waiting", stage: { kind: "reading", done: 3, total: 9 } },
        ],
      }),
    );
    host["compare/questions"].mockResolvedValue([
      { messages: [], question: "Where?", reference: "Here.", source: "a.md" },
    ]);
    const findings = async (tab: string) => (await structuralFindings(page)).map((finding) => `${tab}: ${finding}`);
    tell("tab/show", "train", "run-2");
    await page.getByText("Data", { exact: true }).click();
    await page.getByRole("spinbutton", { name: "Batch size" }).waitFor();
    const found = await findings("train");
    tell("tab/show", "compare");
    await page.getByRole("checkbox", { name: "Options" }).press("Space");
    await page.getByRole("spinbutton", { name: "Seed" }).waitFor();
    await page.getByRole("button", { name: "Held-out questions" }).click();
    await page.getByRole("list", { name: "Held-out questions" }).getByRole("button", { name: "Where?" }).waitFor();
    found.push(...(await findings("compare")));
    tell("tab/show", "ask");
    await page.getByRole("alert").filter({ hasText: "The model is gone." }).waitFor();
    found.push(...(await findings("ask")));
    tell("tab/show", "models");
    await page.getByRole("progressbar", { name: "Fetching Large Model" }).first().waitFor();
    found.push(...(await findings("models")));
    expect(found).toEqual([]);
  });
});
