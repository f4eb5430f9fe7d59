import * as vscode from "vscode";
import { connect, type Connection } from "../../protocol/rpc.ts";
import type { ReviewFilter } from "../../protocol/review.ts";
import type { ReviewCommand, ReviewHostFunctions, ReviewSnapshot, ReviewViewFunctions } from "../../protocol/review.ts";
import type { Activities } from "../activities.ts";
import type { Curation } from "./curation.ts";
import type { Folders } from "../folders.ts";
import { webviewHtml } from "../webviews/webviewHtml.ts";
import { webviewChannel } from "../webviews/webviewChannel.ts";

const VIEW_ID = "espalier.dataset";

export interface ReviewView extends vscode.Disposable {
  /** Brings the view to the front and has it do this. */
  run(command: ReviewCommand): Promise<void>;
  /** Brings the view to the front and shows an example. */
  show(exampleId: string): Promise<void>;
  /** Brings the view to the front and narrows its list. */
  narrow(filter: ReviewFilter): Promise<void>;
}

/** The view "Dataset" of the sidebar. */
export function createReviewView(
  extension: vscode.Uri,
  folders: Folders,
  curation: Curation,
  activities: Activities,
  functions: Omit<ReviewHostFunctions, "view/ready">,
): ReviewView {
  let shown: Connection<ReviewViewFunctions> | undefined;
  let isReady = false;
  /** What a page is told once it listens. */
  let waiting: ((connection: Connection<ReviewViewFunctions>) => void) | undefined;
  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView(view) {
      const disposables: vscode.Disposable[] = [];
      view.webview.options = {
        enableScripts: true,
        localResourceRoots: [vscode.Uri.joinPath(extension, "dist", "webview")],
      };
      const connection = connect<ReviewViewFunctions, ReviewHostFunctions>(webviewChannel(view.webview, disposables), {
        ...functions,
        "view/ready"() {
          isReady = true;
          waiting?.(connection);
          waiting = undefined;
          return snapshotOf(curation, activities);
        },
      });
      const show = (): void => {
        const snapshot = snapshotOf(curation, activities);
        connection.notify("snapshot/changed", snapshot);
        view.description = folders.shownName() ?? "";
        view.badge = badgeOf(snapshot);
      };
      disposables.push(
        curation.onDidChange(show),
        activities.onDidChange(show),
        curation.onDidChangeExamples((change) => connection.notify("examples/changed", change)),
        // Where the system tells of no changes, they are seen when the view is.
        view.onDidChangeVisibility(() => {
          if (view.visible) void curation.look();
          // A hidden page is taken down; when it is shown again it begins anew and says so.
          else isReady = false;
        }),
        view.onDidDispose(() => {
          [shown, isReady] = [undefined, false];
          connection.close(new Error("the view was closed"));
          for (const disposable of disposables) disposable.dispose();
        }),
      );
      shown = connection;
      view.webview.html = webviewHtml(view.webview, extension, "review");
      show();
      void curation.look();
    },
  };
  const registration = vscode.window.registerWebviewViewProvider(VIEW_ID, provider);
  const tell = async (message: (connection: Connection<ReviewViewFunctions>) => void): Promise<void> => {
    await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
    if (isReady && shown) message(shown);
    else waiting = message;
  };
  return {
    run: (command) => tell(({ notify }) => notify("command/run", command)),
    narrow: (filter) => tell(({ notify }) => notify("examples/narrow", filter)),
    show: (id) => tell(({ notify }) => notify("example/show", id)),
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
    : {
        value: undecided,
        tooltip:
          undecided === 1
            ? vscode.l10n.t("1 secret to decide about")
            : vscode.l10n.t("{0} secrets to decide about", undecided),
      };
}
