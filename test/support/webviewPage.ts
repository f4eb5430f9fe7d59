import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";
import { connect, type Connection } from "../../src/protocol/rpc.ts";
import { repositoryRoot } from "./repositoryRoot.ts";
import { launchBrowser, PATIENCE_MS } from "./vscodeHost/workbench.ts";

const ORIGIN = "http://webview.test";
const TYPES: Readonly<Record<string, string>> = { js: "text/javascript", css: "text/css", ttf: "font/ttf" };

let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

export interface WebviewPage<ViewFunctions> {
  readonly page: Page;
  /** What the extension tells the view. */
  readonly tell: Connection<ViewFunctions>["notify"];
}

/**
 * A built webview in a browser, without an editor around it: the extension's side are `functions`, over the wire that
 * the extension uses. Gone when the test ends.
 */
export async function openWebview<ViewFunctions>(
  view: "panel" | "review",
  functions: object,
): Promise<WebviewPage<ViewFunctions>> {
  browser ??= launchBrowser();
  const page = await (await browser).newPage();
  const errors: Error[] = [];
  page.on("pageerror", (error) => errors.push(error));
  onTestFinished(async () => {
    await page.close();
    if (errors.length > 0) throw new AggregateError(errors, `the page failed: ${errors[0]?.message}`);
  });
  page.setDefaultTimeout(PATIENCE_MS);
  let receive: (message: unknown) => void = () => undefined;
  const { notify } = connect<ViewFunctions>(
    {
      post: (message) => page.evaluate(`window.postMessage(${JSON.stringify(message)})`),
      listen: (listener) => (receive = listener),
    },
    functions,
  );
  await page.exposeFunction("postToExtension", (message: unknown) => receive(message));
  await page.addInitScript(() => {
    let state: unknown;
    Object.assign(globalThis, {
      acquireVsCodeApi: () => ({
        postMessage: (message: unknown) =>
          (globalThis as unknown as { postToExtension(message: unknown): void }).postToExtension(message),
        getState: () => state,
        setState: (next: unknown) => (state = next),
      }),
    });
  });
  await page.route(`${ORIGIN}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === "") return route.fulfill({ contentType: "text/html", body: documentOf(view) });
    const body = readFileSync(join(repositoryRoot(), "dist", "webview", name));
    return route.fulfill({ contentType: TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream", body });
  });
  await page.goto(ORIGIN);
  return { page, tell: notify };
}

const documentOf = (view: string): string => `<!DOCTYPE html>
<html lang="en">
  <head>
    <link rel="stylesheet" id="vscode-codicon-stylesheet" href="codicon.css" />
    <link rel="stylesheet" href="${view}.css" />
    <title>Espalier</title>
  </head>
  <body data-view="${view}" data-strings="{}">
    <main></main>
    <script type="module" src="${view}.js"></script>
  </body>
</html>`;
