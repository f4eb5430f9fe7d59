import type { Page } from "playwright-core";
import { afterEach, beforeEach } from "vitest";
import { openPages } from "./workbench.ts";

// Where a test fails, its error tells what the windows showed: a workbench that fails on another machine only cannot be
// looked at there.

const PARTS = [".part.sidebar", ".part.editor", ".notifications-toasts", ".quick-input-widget", ".monaco-dialog-box"];
const MAX_LINES = 25;

// The tests of a window tell one story: where a step of it failed, those after it can only fail as well, and slowly.
let hasFailed = false;
beforeEach(({ skip }) => skip(hasFailed && openPages.size > 0, "a step before it failed"));

afterEach(async ({ task }) => {
  const error = task.result?.errors?.at(-1);
  if (task.result?.state !== "fail" || error === undefined) return;
  hasFailed = true;
  for (const page of openPages) error.message += `\n\n${page.url()} showed\n${await seenIn(page)}`;
});

/** The parts of a window and its webviews as a screen reader would tell them, shortened. */
async function seenIn(page: Page): Promise<string> {
  const roots = [
    ...PARTS.map((part) => page.locator(`${part}:visible`).first()),
    ...page.frames().map((frame) => frame.locator("body[data-view]").first()),
  ];
  const seen = await Promise.all(roots.map((root) => root.ariaSnapshot({ timeout: 500 }).catch(() => "")));
  return seen
    .filter((text) => text !== "")
    .map((text) => text.split("\n").slice(0, MAX_LINES).join("\n"))
    .join("\n—\n");
}
