import * as vscode from "vscode";
import { connect, type Connection } from "../protocol/rpc.ts";
import type { ReviewCommand, ReviewHostFunctions, ReviewSnapshot, ReviewViewFunctions } from "../protocol/review.ts";
import type { Activities } from "./activities.ts";
import type { Curation } from "./curation.ts";
import { webviewHtml } from "./panelHtml.ts";
import { webviewChannel } from "./webviewChannel.ts";

const VIEW_ID = "espalier.dataset";

export interface ReviewView extends vscode.Disposable {
  /** Brings the view to the front and has it do this. */
  run(command: ReviewCommand): Promise<void>;
}

/** The view "Dataset" of the sidebar. */
export function createReviewView(
  extension: vscode.Uri,
  curation: Curation,
  activities: Activities,
  functions: Omit<ReviewHostFunctions, "view/ready">,
): ReviewView {
  let shown: { readonly view: vscode.WebviewView; readonly connection: Connection<ReviewViewFunctions> } | undefined;
  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView(view) {
      const disposables: vscode.Disposable[] = [];
      view.webview.options = {
        enableScripts: true,
        localResourceRoots: [vscode.Uri.joinPath(extension, "dist", "webview")],
      };
      const connection = connect<ReviewViewFunctions, ReviewHostFunctions>(webviewChannel(view.webview, disposables), {
        ...functions,
        "view/ready": () => snapshotOf(curation, activities),
      });
      const show = (): void => {
        const snapshot = snapshotOf(curation, activities);
        connection.notify("snapshot/changed", snapshot);
        view.badge = badgeOf(snapshot);
      };
      disposables.push(
        curation.onDidChange(show),
        activities.onDidChange(show),
        curation.onDidChangeExamples((change) => connection.notify("examples/changed", change)),
        // Where the system tells of no changes, they are seen when the view is.
        view.onDidChangeVisibility(() => view.visible && void curation.look()),
        view.onDidDispose(() => {
          shown = undefined;
          connection.close(new Error("the view was closed"));
          for (const disposable of disposables) disposable.dispose();
        }),
      );
      shown = { view, connection };
      view.webview.html = webviewHtml(view.webview, extension, "review");
      void curation.look();
    },
  };
  const registration = vscode.window.registerWebviewViewProvider(VIEW_ID, provider);
  return {
    async run(command) {
      await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
      shown?.connection.notify("command/run", command);
    },
    dispose() {
      registration.dispose();
    },
  };
}

function snapshotOf(curation: Curation, activities: Activities): ReviewSnapshot {
  const building = activities.list().find(({ kind }) => kind === "dataset");
  return { dataset: curation.dataset(), names: curation.names(), ...(building && { building }) };
}

function badgeOf({ dataset }: ReviewSnapshot): vscode.ViewBadge | undefined {
  const undecided = dataset.kind === "open" ? dataset.counts.findings.undecided : 0;
  return undecided === 0
    ? undefined
    : { value: undecided, tooltip: vscode.l10n.t("{0} secrets to decide about", undecided) };
}
