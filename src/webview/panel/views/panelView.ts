import { html, nothing, type TemplateResult } from "lit";
import type { PanelTab } from "../../../protocol/panel.ts";
import type { Host } from "../../host.ts";
import type { Dispatch, PanelState } from "../state.ts";
import { t } from "../../strings.ts";
import { datasetView } from "../../dataset/views/datasetView.ts";
import { askView } from "./askView.ts";
import { compareView } from "./compareView.ts";
import { emptyState, progressBar, selectField } from "../../components/controls.ts";
import { modelsView } from "./modelsView.ts";
import { trainView } from "./trainView.ts";

const TABS = ["dataset", "train", "compare", "ask", "models"] as const satisfies readonly PanelTab[];

/** The whole panel. */
export function panelView(state: PanelState, dispatch: Dispatch, host: Host): TemplateResult {
  const { snapshot } = state;
  if (!snapshot) return html`<div class="loading">${progressBar(t("Loading"), undefined)}</div>`;
  if (!snapshot.folder) {
    return emptyState(
      "folder-opened",
      snapshot.isVirtual
        ? t("This folder lies on no disk, and Espalier learns from files on a disk. Clone it, or open a copy of it.")
        : t("No folder is open. Espalier learns from a folder's files: open one, and come back."),
    );
  }
  const titles: Readonly<Record<PanelTab, string>> = {
    dataset: t("Dataset"),
    train: t("Train"),
    compare: t("Compare"),
    ask: t("Ask"),
    models: t("Models"),
  };
  const views: Readonly<Record<PanelTab, () => TemplateResult>> = {
    dataset: () => datasetView(state, dispatch, host),
    train: () => trainView(state, dispatch, host),
    compare: () => compareView(state, dispatch, host),
    ask: () => askView(state, dispatch, host),
    models: () => modelsView(snapshot, dispatch, host),
  };
  return html`
    <h1 class="unseen">Espalier</h1>
    ${folderChoice(state, host)}
    <vscode-tabs
      .selectedIndex=${TABS.indexOf(state.tab)}
      @vsc-tabs-select=${({ detail }: CustomEvent<{ selectedIndex: number }>) => {
        const tab = TABS[detail.selectedIndex];
        if (tab) dispatch({ kind: "tab", tab });
      }}
    >
      ${TABS.map(
        (tab) => html`
          <vscode-tab-header slot="header" data-tab=${tab}>${titles[tab]}</vscode-tab-header>
          <vscode-tab-panel data-tab=${tab}>${tab === state.tab ? views[tab]() : nothing}</vscode-tab-panel>
        `,
      )}
    </vscode-tabs>
  `;
}

/** Which of several folders is worked in; nothing where there is no choice. */
function folderChoice({ snapshot }: PanelState, host: Host): TemplateResult | typeof nothing {
  if (!snapshot?.folder || snapshot.folders.length < 2) return nothing;
  return html`<div class="folder">
    ${selectField(
      {
        id: "folder",
        label: t("Folder"),
        value: snapshot.folder.path,
        choices: snapshot.folders.map(({ path, name }) => ({ value: path, label: name })),
      },
      (path) => void host["folder/choose"](path),
    )}
  </div>`;
}
