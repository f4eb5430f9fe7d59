import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Frame, Page } from "playwright-core";
import { startServer } from "../../support/vscodeHost/server.ts";
import { launchBrowser, openFolder } from "../../support/vscodeHost/workbench.ts";

/** A window of a workbench that has the packaged extension, with nothing of the user's but what `env` names. */
export async function withWindow<T>(
  {
    base,
    extensionsDir,
    env,
  }: { readonly base: string; readonly extensionsDir: string; readonly env: Readonly<Record<string, string>> },
  folder: string,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  mkdirSync(base, { recursive: true });
  await using server = await startServer({ base, extensionsDir, env });
  const browser = await launchBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    await openFolder(page, server.url, folder);
    return await work(page);
  } finally {
    await browser.close();
  }
}

export interface Spread {
  readonly count: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly longestMs: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { count: sorted.length, medianMs: at(0.5), p95Ms: at(0.95), longestMs: sorted.at(-1) ?? NaN };
}

/** Runs in a page, so it is text: this program knows no page. */
const WATCH_FRAMES = `
  var frameTimes = [], isWatching = true, last;
  requestAnimationFrame(function next(now) {
    if (last !== undefined) frameTimes.push(now - last);
    last = now;
    if (isWatching) requestAnimationFrame(next);
  });`;

/** A page that rested takes a while to draw at its full rate, whatever it is about to show. */
const SETTLE_MS = 500;

/** How long each frame of a page takes while `work` runs, from one to the next. */
export async function frameTimes(frame: Frame, work: () => Promise<void>): Promise<number[]> {
  await frame.evaluate(WATCH_FRAMES);
  await delay(SETTLE_MS);
  const before = await frame.evaluate<number>("frameTimes.length");
  await work();
  return (await frame.evaluate<number[]>("isWatching = false, frameTimes")).slice(before);
}

/** Where a run would be: `folder/.espalier/runs`. */
export const runsFolderIn = (folder: string): string => join(folder, ".espalier", "runs");
