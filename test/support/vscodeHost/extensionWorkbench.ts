import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import { addModel, getModel } from "../../../src/app/models/manageModels.ts";
import { removeFolder } from "../removeFolder.ts";
import { writeTinyModel } from "../tinyModel.ts";
import { axeFindings } from "./axe.ts";
import { extensionsBelow } from "./installedExtension.ts";
import { startServer, type VscodeServer } from "./server.ts";
import { launchBrowser, openFolder, openPages, PATIENCE_MS, reloadWindow } from "./workbench.ts";

export interface ExtensionWorkbench extends AsyncDisposable {
  readonly page: Page;
  readonly workspace: string;
  /** The folder in which the extension keeps models. */
  readonly home: string;
  /** What pages wrote to their consoles: errors, and what a content security policy refused. */
  readonly complaints: readonly string[];
  readonly url: string;
  reload(): Promise<void>;
  /** Another window, on a folder or a .code-workspace file; without one where none is named. */
  open(target?: string): Promise<Page>;
  /** What axe finds wrong with a webview. */
  audit(frame: Frame): Promise<readonly string[]>;
  /** Where ESPALIER_SCREENSHOTS names a folder, keeps a picture of the window there. */
  screenshot(name: string): Promise<void>;
}

export interface WorkbenchOptions {
  /** What lies in the folder. Defaults to ten documents of a garden and a random model. */
  readonly content?: (folder: string) => Promise<void>;
  /** What the folder is called. Defaults to "garden". */
  readonly name?: string;
  /** Models of the catalogue that are installed; got where this machine has them not. Defaults to none. */
  readonly models?: readonly string[];
  /** Puts more into the folder, or other things in the place of what is there. */
  readonly fill?: (folder: string) => Promise<void>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Opens the folder in Restricted Mode. Defaults to false. */
  readonly isRestricted?: boolean;
  /** Lets nobody write into the folder. Defaults to false. */
  readonly isReadOnly?: boolean;
}

/** The packaged extension, installed in a workbench that has a small folder with a random model open. */
export async function openExtensionWorkbench({
  content = fillGarden,
  name = "garden",
  models = [],
  fill,
  settings = {},
  isRestricted = false,
  isReadOnly = false,
}: WorkbenchOptions = {}): Promise<ExtensionWorkbench> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "espalier-workbench-")));
  const workspace = join(base, name);
  mkdirSync(workspace);
  await content(workspace);
  await fill?.(workspace);
  const home = join(base, "home");
  for (const id of models) await addModel((await getModel(id)).path, { env: { ...process.env, ESPALIER_HOME: home } });
  if (isReadOnly) execFileSync("chmod", ["-R", "a-w", workspace]);
  const server: VscodeServer = await startServer({
    base,
    extensionsDir: await extensionsBelow(base),
    settings: { "espalier.model": "model.gguf", "espalier.preset": "quick", ...settings },
    isRestricted,
    // Who may do anything is kept from nothing by permissions.
    ...(isReadOnly && process.getuid?.() === 0 && { user: NOBODY }),
    env: { ESPALIER_HOME: home, HF_ENDPOINT: "http://127.0.0.1:2", PIP_NO_INDEX: "1" },
  });
  const browser: Browser = await launchBrowser();
  const complaints: string[] = [];
  const open = async (target?: string): Promise<Page> => {
    // A window of its own: what lies behind another one is not drawn.
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("console", (message) => {
      // A page that is left while its files load says that they could not be read.
      const isLeft = message.text().includes("loadLocalResource - Error using fileReader");
      if (message.type() === "error" && !isLeft) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    openPages.add(page);
    page.once("close", () => openPages.delete(page));
    await openFolder(page, server.url, target);
    return page;
  };
  const page = await open(workspace);
  return {
    page,
    workspace,
    home,
    complaints,
    url: server.url,
    open,
    reload: () => reloadWindow(page),
    async audit(frame) {
      const count = complaints.length;
      const findings = await axeFindings(frame);
      // What axe itself does to a page, its policy refuses.
      complaints.length = count;
      return findings;
    },
    async screenshot(name) {
      const folder = process.env.ESPALIER_SCREENSHOTS;
      if (folder !== undefined) await page.screenshot({ path: join(resolve(folder), `${name}.png`) });
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server[Symbol.asyncDispose]();
      endTrainers(join(workspace, ".espalier", "runs"));
      if (isReadOnly) execFileSync("chmod", ["-R", "u+w", workspace]);
      await removeFolder(base);
    },
  };
}

/** As most systems number the user who owns nothing. */
const NOBODY = 65534;

/** A run outlives the window that started it: where a test failed, one may still be at work. */
function endTrainers(runsFolder: string): void {
  if (!existsSync(runsFolder)) return;
  for (const id of readdirSync(runsFolder)) {
    const path = join(runsFolder, id, "trainer.json");
    if (!existsSync(join(runsFolder, id, "trainer.lock")) || !existsSync(path)) continue;
    try {
      process.kill((JSON.parse(readFileSync(path, "utf8")) as { pid: number }).pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

const PLANTS = ["Apple", "Pear", "Plum", "Cherry", "Quince", "Medlar", "Fig", "Vine", "Currant", "Peach"];

/** Ten documents of two sections each, and a model that knows nothing. */
async function fillGarden(folder: string): Promise<void> {
  mkdirSync(join(folder, "docs"), { recursive: true });
  await writeTinyModel(join(folder, "model.gguf"), { contextLength: 512 });
  for (const [index, plant] of PLANTS.entries()) {
    const text = `# ${plant}

## How is the ${plant.toLowerCase()} pruned?

The ${plant.toLowerCase()} is pruned in month ${index + 1}, to ${index + 2} buds on each of its arms, with a clean knife.

## How is the ${plant.toLowerCase()} tied?

Tie the ${plant.toLowerCase()} to wire ${index + 1} with soft twine, loosely, so that the bark can swell through the summer.
`;
    writeFileSync(join(folder, "docs", `${plant.toLowerCase()}.md`), text);
  }
}
