import * as vscode from "vscode";
import { connect, type Connection } from "../../protocol/rpc.ts";
import type { DatasetTabView } from "../../protocol/datasetTab.ts";
import type { PanelHostFunctions, PanelSnapshot, PanelTab, PanelViewFunctions } from "../../protocol/panel.ts";
import { webviewHtml } from "../webviews/webviewHtml.ts";
import { type Log, reportError } from "../report.ts";
import { webviewChannel } from "../webviews/webviewChannel.ts";

const VIEW_TYPE = "espalier.panel";

export interface Panel extends vscode.Disposable {
  /** Opens it, or brings it to the front. */
  show(tab: PanelTab, subject?: string): void;
  isInView(): boolean;
}

export interface PanelSource {
  snapshot(): Promise<PanelSnapshot>;
  readonly functions: Omit<PanelHostFunctions, "view/ready" | "run/follow">;
  folder(): string | undefined;
  /** Something of the snapshot has changed. */
  readonly onDidChange: vscode.Event<void>;
  /** What the Dataset tab shows. */
  dataset(): DatasetTabView;
  readonly onDidChangeDataset: vscode.Event<void>;
  readonly onDidChangeComparison: vscode.Event<Parameters<PanelViewFunctions["comparison/changed"]>[0]>;
  readonly onDidChangeAsked: vscode.Event<Parameters<PanelViewFunctions["asked/changed"]>[0]>;
  /** The panel is opened: what is read late is read now. */
  opened(): void;
}

/** The editor tab with dataset, training, comparison and models. There is one; it comes back after a reload of the window. */
export function createPanel(extension: vscode.Uri, source: PanelSource, log: Log): Panel {
  let open: OpenPanel | undefined;
  const adopt = (panel: vscode.WebviewPanel): void => {
    open?.panel.dispose();
    open = connectPanel(panel, extension, source, log, () => (open = undefined));
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
    async deserializeWebviewPanel(panel) {
      adopt(panel);
    },
  });
  return {
    show(tab, subject) {
      if (!open) adopt(vscode.window.createWebviewPanel(VIEW_TYPE, "Espalier", vscode.ViewColumn.Active));
      open?.panel.reveal();
      open?.showTab(tab, subject);
    },
    isInView: () => open?.panel.visible === true,
    dispose() {
      open?.panel.dispose();
      serializer.dispose();
    },
  };
}

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  showTab(tab: PanelTab, subject?: string): void;
}

/** Changes that come in one turn are told of once. */
const GATHER_MS = 50;

function connectPanel(
  panel: vscode.WebviewPanel,
  extension: vscode.Uri,
  source: PanelSource,
  log: Log,
  onClosed: () => void,
): OpenPanel {
  const disposables: vscode.Disposable[] = [];
  let followed: string | undefined;
  let following: Disposable | undefined;
  let wanted: Parameters<PanelViewFunctions["tab/show"]> | undefined;
  let isReady = false;
  let timer: NodeJS.Timeout | undefined;
  let datasetTimer: NodeJS.Timeout | undefined;

  panel.iconPath = vscode.Uri.joinPath(extension, "media", "panel.svg");
  panel.webview.options = {
    enableScripts: true,
    localResourceRoots: [vscode.Uri.joinPath(extension, "dist", "webview")],
  };
  const unfollow = (): void => {
    following?.[Symbol.dispose]();
    [followed, following] = [undefined, undefined];
  };
  const functions: PanelHostFunctions = {
    ...source.functions,
    "view/ready"() {
      isReady = true;
      if (wanted) connection.notify("tab/show", ...wanted);
      wanted = undefined;
      return source.snapshot();
    },
    async "run/follow"(id) {
      unfollow();
      followed = id;
      const folder = source.folder();
      if (id === undefined || folder === undefined) return;
      const { followRun } = await import("../onDemand.ts");
      // Another one was asked for meanwhile, or the panel was closed.
      if (followed !== id) return;
      unfollow();
      followed = id;
      following = followRun(folder, id, (update) => connection.notify("curve/changed", update));
    },
  };
  const connection: Connection<PanelViewFunctions> = connect<PanelViewFunctions, PanelHostFunctions>(
    webviewChannel(panel.webview, disposables),
    functions,
  );
  panel.webview.html = webviewHtml(panel.webview, extension, "panel");
  source.opened();
  disposables.push(
    source.onDidChange(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        source.snapshot().then(
          (snapshot) => connection.notify("snapshot/changed", snapshot),
          (error: unknown) => reportError(log, error),
        );
      }, GATHER_MS);
    }),
    source.onDidChangeDataset(() => {
      datasetTimer ??= setTimeout(() => {
        datasetTimer = undefined;
        connection.notify("dataset/changed", source.dataset());
      }, GATHER_MS);
    }),
    source.onDidChangeAsked((asked) => connection.notify("asked/changed", asked)),
    source.onDidChangeComparison((comparison) => connection.notify("comparison/changed", comparison)),
    panel.onDidChangeViewState(() => {
      // A hidden page is taken down; when it is shown again it begins anew and says so.
      if (!panel.visible) isReady = false;
    }),
    panel.onDidDispose(() => {
      clearTimeout(timer);
      clearTimeout(datasetTimer);
      unfollow();
      connection.close(new Error("the panel was closed"));
      for (const disposable of disposables) disposable.dispose();
      onClosed();
    }),
  );
  return {
    panel,
    showTab(...tab) {
      if (isReady) connection.notify("tab/show", ...tab);
      else wanted = tab;
    },
  };
}
