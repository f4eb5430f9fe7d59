import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";

/** What the browser says of the system in each theme, and the class that the workbench has then. */
const THEMES = {
  light: { colorScheme: "light", isContrast: false, class: "vs" },
  dark: { colorScheme: "dark", isContrast: false, class: "vs-dark" },
  contrast: { colorScheme: "dark", isContrast: true, class: "hc-black" },
  "contrast-light": { colorScheme: "light", isContrast: true, class: "hc-light" },
} as const;
type Theme = keyof typeof THEMES;

/** Windows in CSS pixels: a laptop's, and half a screen with a side bar in it. */
const WIDTHS = { wide: { width: 1280, height: 800 }, narrow: { width: 720, height: 900 } } as const;
export type Width = keyof typeof WIDTHS;

const ALL_THEMES = Object.keys(THEMES) as readonly Theme[];
const ALL_WIDTHS = Object.keys(WIDTHS) as readonly Width[];
/** Of the second contrast theme, one width shows what there is to see. */
const isTaken = (theme: Theme, width: Width): boolean => theme !== "contrast-light" || width === "narrow";

/** Where pictures go: ESPALIER_SCREENSHOTS, or a folder that git ignores. */
const folder = resolve(process.env.ESPALIER_SCREENSHOTS ?? join("dist", "screenshots"));

/** Takes pictures of a window as it is, in every theme at every width: NAME-WIDTH-THEME.png. */
export async function shoot(page: Page, name: string, only?: Width): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const width of only === undefined ? ALL_WIDTHS : [only]) {
    await page.setViewportSize(WIDTHS[width]);
    // The workbench lays itself out anew a moment later.
    await page.waitForTimeout(600);
    for (const theme of ALL_THEMES.filter((each) => isTaken(each, width))) {
      await useTheme(page, theme);
      await page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`) });
    }
  }
  await page.setViewportSize(WIDTHS.wide);
}

/** Settings with which the workbench takes the theme that the system asks for. */
export const FOLLOW_SYSTEM = { "window.autoDetectColorScheme": true, "window.autoDetectHighContrast": true };

const CONTRAST = "forced-colors";

/**
 * Makes the page ask us whether the system has high contrast; a browser that really had would paint over the theme's
 * colours. Holds from the next load on.
 */
export const answerForContrast = (page: Page): Promise<unknown> =>
  page.addInitScript(`{
    const ask = window.matchMedia.bind(window);
    const contrast = Object.assign(new EventTarget(), { matches: false });
    window.matchMedia = (query) => (query.includes("${CONTRAST}") ? contrast : ask(query));
    window.addEventListener("${CONTRAST}", ({ detail }) => {
      contrast.matches = detail;
      contrast.dispatchEvent(new Event("change"));
    });
  }`);

async function useTheme(page: Page, theme: Theme): Promise<void> {
  const { colorScheme, isContrast, class: className } = THEMES[theme];
  await page.emulateMedia({ colorScheme });
  await page.evaluate(`window.dispatchEvent(new CustomEvent("${CONTRAST}", { detail: ${isContrast} }))`);
  await page.locator(`.monaco-workbench.${className}`).first().waitFor();
  // Webviews are told a moment later, and draw their curves anew.
  await page.waitForTimeout(350);
}
