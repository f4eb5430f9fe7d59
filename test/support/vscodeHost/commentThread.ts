import type { Locator, Page } from "playwright-core";
import { fileRow } from "./workbench.ts";

/** The newest thread of comments in an editor. */
export const threadIn = (page: Page): Locator => page.locator(".review-widget").last();

/** The bodies of a thread's comments, oldest first. */
export const commentBodies = (thread: Locator): Locator => thread.locator(".review-comment .comment-body");

/**
 * Presses an action of a comment, which shows only while the mouse is over it: a thread that grows or scrolls moves away
 * from under the mouse, and then the action is chosen where it is.
 */
export async function commentAction(comment: Locator, name: string): Promise<void> {
  const actions = comment.locator(".comment-actions");
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // A long comment's middle may be scrolled out of sight.
    await comment.locator(".author").hover();
    try {
      return await actions.getByRole("button", { name }).first().click({ timeout: 3_000 });
    } catch {
      // It is tried again.
    }
  }
  await actions.getByRole("button", { name, includeHidden: true }).first().dispatchEvent("click");
}

const ATTEMPTS = 3;

/** Opens a file of the folder. */
export async function openFile(page: Page, name: string): Promise<void> {
  await (await fileRow(page, name)).click();
  await page.locator(".tabs-container .tab.active", { hasText: name.split("/").at(-1) ?? name }).waitFor();
}
