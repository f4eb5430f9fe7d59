import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator, Page } from "playwright-core";
import { writeExamples } from "../../../src/curation/formats/jsonl.ts";
import { datasetFiles } from "../../../src/dataset/datasetFiles.ts";
import { prepareWorkspace, workspaceAt } from "../../../src/storage/workspace.ts";
import { openFile } from "../../support/vscodeHost/commentThread.ts";
import { commandRow, runCommand, webviewFrame } from "../../support/vscodeHost/workbench.ts";
import { sampleExamples } from "../dataset/sampleDataset.ts";
import { frameTimes, spread, type Spread, withWindow } from "./benchWindow.ts";

/** Frames while the wheel turns, from one to the next. */
export interface TurningFigures {
  readonly frames: Spread;
  readonly framesPerSecond: number;
  /** Frames that came later than one and a half of the median: the place of each, from 1, and its time. */
  readonly late: readonly { readonly place: number; readonly ms: number }[];
}

export interface ScrollingFigures {
  readonly exampleCount: number;
  /** From choosing the command until the page of the view is there, and until its first rows are drawn. */
  readonly viewSeconds: number;
  readonly openSeconds: number;
  /** Frames of the page while nothing moves. */
  readonly atRest: Spread;
  readonly list: TurningFigures;
  readonly rowsPassed: number;
  /** As many lines in the workbench's own editor: what the machine, the browser and the driver allow. */
  readonly editor: TurningFigures;
}

const SCROLL_MS = 6_000;
const TURN_PX = 600;
const EVERY_MS = 16;
const FILE = "lines.txt";

/** The sidebar's list of a generated dataset, with the wheel turned as fast as a hand can. */
export async function benchScrolling(
  base: string,
  extensionsDir: string,
  exampleCount: number,
  report: (line: string) => void,
): Promise<ScrollingFigures> {
  report(`writing ${exampleCount} examples`);
  const workspace = workspaceAt(join(base, "large"));
  await prepareWorkspace(workspace);
  await writeExamples(datasetFiles(workspace, "dataset").examples, sampleExamples(exampleCount));
  writeFileSync(join(workspace.root, FILE), "The quince is pruned in May, to six buds.\n".repeat(exampleCount));
  const env = { ESPALIER_HOME: join(base, "home") };
  return withWindow({ base: join(base, "scrolling"), extensionsDir, env }, workspace.root, async (page) => {
    report("opening them");
    // What the palette takes is not ours, nor how long a window that was just opened takes to start its extensions.
    await runCommand(page, "Espalier: Show Logs");
    await page.locator(".view-line", { hasText: "Activated" }).first().waitFor();
    const row = await commandRow(page, "Espalier: Review Dataset");
    const askedAt = performance.now();
    const secondsSince = (): number => (performance.now() - askedAt) / 1000;
    await row.click();
    const frame = await webviewFrame(page, 'body[data-view="review"] main');
    const viewSeconds = secondsSince();
    const list = frame.locator("row-list").first();
    await frame.getByRole("option").nth(5).waitFor();
    const openSeconds = secondsSince();
    const atRest = spread(await frameTimes(frame, () => page.waitForTimeout(2_000)));
    report("scrolling");
    const topOf = (): Promise<number> =>
      list.evaluate((element) => (element as unknown as { scrollTop: number }).scrollTop);
    const before = await topOf();
    const figures = await turn(page, frame, list);
    const rowHeight = (await frame.getByRole("option").first().boundingBox())?.height ?? NaN;
    const rowsPassed = Math.round(((await topOf()) - before) / rowHeight);
    if (!(rowsPassed > 0)) throw new Error("the wheel did not move the list");
    await openFile(page, FILE);
    const editor = page.locator(".editor-instance .monaco-editor").first();
    const turned = await turn(page, page.mainFrame(), editor);
    if (await editor.getByText("The quince").first().isHidden()) throw new Error("the wheel left the editor empty");
    return { exampleCount, viewSeconds, openSeconds, atRest, list: figures, rowsPassed, editor: turned };
  });
}

/** Turns the wheel over an element of a page. */
async function turn(page: Page, frame: Frame, element: Locator): Promise<TurningFigures> {
  await element.hover();
  const frames = await frameTimes(frame, async () => {
    for (const end = performance.now() + SCROLL_MS; performance.now() < end;) {
      await page.mouse.wheel(0, TURN_PX);
      await page.waitForTimeout(EVERY_MS);
    }
  });
  const seconds = frames.reduce((sum, each) => sum + each, 0) / 1000;
  const turning = spread(frames);
  const late = frames.map((ms, index) => ({ place: index + 1, ms })).filter(({ ms }) => ms > 1.5 * turning.medianMs);
  return { frames: turning, framesPerSecond: frames.length / seconds, late };
}
