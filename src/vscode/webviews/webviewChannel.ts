import type * as vscode from "vscode";
import type { Channel } from "../../protocol/rpc.ts";

/** Messages to and from a webview. What is sent while its page is away is lost; the page asks for everything anew. */
export function webviewChannel(webview: vscode.Webview, disposables: vscode.Disposable[]): Channel {
  return {
    async post(message) {
      await webview.postMessage(message);
    },
    listen(receive) {
      webview.onDidReceiveMessage(receive, undefined, disposables);
    },
  };
}
