import type { PanelSnapshot, PanelViewFunctions } from "../../src/protocol/panel.ts";
import { panelHost, panelSnapshot } from "./panelHost.ts";
import { openWebview } from "./webviewPage.ts";

/** The panel in a browser, on one of its tabs, once that is drawn. */
export async function openPanel(
  snapshot: PanelSnapshot = panelSnapshot(),
  tab: Parameters<PanelViewFunctions["tab/show"]>[0] = "train",
) {
  const host = panelHost(snapshot);
  const { page, tell } = await openWebview<PanelViewFunctions>("panel", host);
  await page.getByRole("tab", { name: "Train" }).waitFor();
  tell("tab/show", tab);
  await page.locator(`vscode-tab-panel[data-tab="${tab}"]`).waitFor();
  return { host, page, tell };
}
