import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** The document of a webview: our script and styles, nothing inline, nothing from elsewhere. */
export function webviewHtml(webview: vscode.Webview, extension: vscode.Uri, view: "panel" | "review"): string {
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", "webview", name)).toString();
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ];
  const strings = JSON.stringify(vscode.l10n.bundle ?? {});
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}" />
    <link rel="stylesheet" id="vscode-codicon-stylesheet" nonce="${nonce}" href="${file("codicon.css")}" />
    <link rel="stylesheet" href="${file(`${view}.css`)}" />
    <title>Espalier</title>
  </head>
  <body data-view="${view}" data-strings="${escaped(strings)}">
    <main></main>
    <script type="module" nonce="${nonce}" src="${file(`${view}.js`)}"></script>
  </body>
</html>`;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
