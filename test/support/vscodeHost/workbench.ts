import { existsSync } from "node:fs";
import { type Browser, chromium, type Frame, type Locator, type Page } from "playwright-core";
import { until } from "../until.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** What takes a second on a quiet machine may take a minute on a busy one. */
export const PATIENCE_MS = 120_000;

/** Chromium without a window. `ESPALIER_CHROMIUM` names another one than the system's. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.ESPALIER_CHROMIUM ?? BROWSERS.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error(`no Chromium at ${BROWSERS.join(", ")}: apt-get install chromium, or set ESPALIER_CHROMIUM`);
  }
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  return chromium.launch({ executablePath, headless: true, args });
}

/** The windows that are open now. */
export const openPages = new Set<Page>();

const MOST_LOADS = 4;
const STANDING = ".monaco-workbench .part.statusbar";

/** What a window opens: a folder, a .code-workspace file, or nothing. */
export function targetQuery(target: string | undefined): string {
  if (target === undefined) return "ew=true";
  return `${target.endsWith(".code-workspace") ? "workspace" : "folder"}=${encodeURIComponent(target)}`;
}

/**
 * Opens it, and waits until the workbench stands. At times a workbench reads no folders out of a .code-workspace file, and
 * does not look again: such a window is loaded anew.
 */
export async function openFolder(page: Page, url: string, target: string | undefined, query = ""): Promise<void> {
  for (let attempt = 1; attempt <= MOST_LOADS; attempt++) {
    await page.goto(`${url}/?${targetQuery(target)}${query}`, { waitUntil: "domcontentloaded" });
    await page.waitForSelector(STANDING, { timeout: PATIENCE_MS });
    if (target?.endsWith(".code-workspace") !== true) return;
    const folder = page.locator(".explorer-folders-view .monaco-list-row").first();
    if (await appears(folder.waitFor({ timeout: attempt * 15_000 }))) return;
  }
  throw new Error(`the workbench reads no folders out of ${String(target)}`);
}

/**
 * Reloads a window by its own command, which keeps what the window would else keep a while later: loading the page anew
 * may bring back an older state of it.
 */
export async function reloadWindow(page: Page): Promise<void> {
  const row = await commandRow(page, "Developer: Reload Window");
  await Promise.all([page.waitForEvent("domcontentloaded", { timeout: PATIENCE_MS }), row.click()]);
  await page.waitForSelector(STANDING, { timeout: PATIENCE_MS });
}

const INPUT = ".quick-input-widget .quick-input-filter input";
const ROWS = ".quick-input-list .monaco-list-row";

/** Runs a command from the palette. */
export async function runCommand(page: Page, title: string, timeoutMs = PATIENCE_MS): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const row = await commandRow(page, title, timeoutMs);
    // A window that is busy may close the palette just then.
    const clicking = row.click({ timeout: PATIENCE_MS / MOST_CLICKS });
    if (attempt === MOST_CLICKS) return clicking;
    if (await appears(clicking)) return;
  }
}

const MOST_CLICKS = 3;

/**
 * A command in the open palette. The palette computes its list when it opens and does not look again, so it is opened
 * anew until the extension has registered the command.
 */
export const commandRow = (page: Page, title: string, timeoutMs = PATIENCE_MS): Promise<Locator> =>
  quickRow(page, { key: "F1", text: `>${title}`, row: title }, timeoutMs);

/** A file of the folder in the open list of files. */
export const fileRow = (page: Page, path: string): Promise<Locator> =>
  quickRow(page, { key: "Control+p", text: path, row: path.split("/").at(-1) ?? path }, PATIENCE_MS);

/** So long a box is given to open and to show a row, and longer each time that was too short. */
const BOX_MS = 2_000;

/** A row of a box that a key opens; opened and filled anew until the row is there. */
async function quickRow(
  page: Page,
  { key, text, row: name }: { readonly key: string; readonly text: string; readonly row: string },
  timeoutMs: number,
): Promise<Locator> {
  const input = page.locator(INPUT);
  const row = page.locator(ROWS, { hasText: name }).first();
  const end = Date.now() + timeoutMs;
  for (let timeout = BOX_MS; Date.now() < end; timeout *= 1.5) {
    if (!(await input.isVisible())) await page.keyboard.press(key);
    const isOpen = await appears(input.waitFor({ state: "visible", timeout }));
    if (!isOpen) continue;
    // It may be the box of something else, just before it closes.
    if (!(await appears(input.fill(text, { timeout })))) continue;
    if (await appears(row.waitFor({ state: "visible", timeout }))) return row;
    await page.keyboard.press("Escape");
  }
  throw new Error(`no box that ${key} opens has a row "${name}"`);
}

/**
 * Shows the extension's side bar with these of its views expanded. A window that is just opening may lay its views out
 * once more, and show another side bar than before: this is to be called until what is wanted is there.
 */
export async function expandViews(page: Page, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const section = page.locator(`[aria-label^="${name}"][aria-label$="Section"]`);
    if (!(await section.isVisible())) {
      await page.locator('.activitybar [aria-label="Espalier"]').first().click();
      await appears(section.waitFor({ timeout: 3_000 }));
    } else if ((await section.getAttribute("aria-expanded")) !== "true") await section.click();
    await page.waitForTimeout(300);
  }
}

/** Chooses a row of an open quick pick. */
export async function pick(page: Page, text: string): Promise<void> {
  await page.locator(ROWS, { hasText: text }).first().click();
}

/** Answers an open input box. */
export async function answer(page: Page, text: string): Promise<void> {
  const input = page.locator(INPUT);
  // The palette has the same field, and may only just be closing.
  await until(async () => (await input.isVisible()) && !(await input.inputValue()).startsWith(">"));
  await input.fill(text);
  await page.keyboard.press("Enter");
}

/**
 * Answers an open dialog for the place of a file. The dialog writes its own proposal into the input box some time after
 * it opens, over what was typed before; so the path is typed after that, and entered once it stands.
 */
export async function answerPath(page: Page, path: string): Promise<void> {
  const input = page.locator(INPUT);
  await until(async () => /[\\/][^\\/]/.test(await input.inputValue()));
  await until(async () => {
    if ((await input.inputValue()) !== path) await input.fill(path);
    await page.waitForTimeout(300);
    return (await input.inputValue()) === path;
  });
  await page.keyboard.press("Enter");
}

/** The document of a webview that holds `selector`; each of ours has its own `body[data-view]`. */
export async function webviewFrame(page: Page, selector: string, timeoutMs = PATIENCE_MS): Promise<Frame> {
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    for (const frame of page.frames()) {
      const count = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (count > 0) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`no webview with ${selector}`);
}

/** The text of a notification that contains `text`, once there is one. */
export async function notification(page: Page, text: string | RegExp, timeoutMs = PATIENCE_MS): Promise<string> {
  const toast = page.locator(".notifications-toasts .notification-list-item", { hasText: text }).first();
  await toast.waitFor({ timeout: timeoutMs });
  return toast.innerText();
}

/** Whether what is waited for comes, rather than the end of the time for it. */
export const appears = (waiting: Promise<unknown>): Promise<boolean> =>
  waiting.then(
    () => true,
    () => false,
  );
