import type { Page } from "playwright-core";
import { spread, type Spread } from "./benchWindow.ts";

const KEYS = 100;
const APART_MS = 90;
const WORDS = "the branch is tied to the wire and cut above the second bud ";

/** Runs in the page, so it is text: this program knows no page. */
const WATCH_LINES = `
  var typed = [], pressedAt, watcher;
  if (!watcher) addEventListener("keydown", (event) => (pressedAt = event.timeStamp), true);
  watcher?.disconnect();
  watcher = new MutationObserver(() => {
    if (pressedAt === undefined) return;
    const from = pressedAt;
    pressedAt = undefined;
    // Lines change within a frame; a message posted there arrives when that frame has been drawn.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => typed.push(performance.now() - from);
    port2.postMessage(undefined);
  });
  watcher.observe(document.querySelector(".editor-instance .view-lines"), {
    childList: true, subtree: true, characterData: true,
  });`;

/** Types into the open editor: from a key until the frame that shows what it changed, as the page itself sees it. */
export async function typingLatency(page: Page): Promise<Spread> {
  await page.evaluate(WATCH_LINES);
  for (let index = 0; index < KEYS; index++) {
    const letter = WORDS.charAt(index % WORDS.length);
    await page.keyboard.press(letter === " " ? "Space" : letter);
    await page.waitForTimeout(APART_MS);
  }
  const typed = await page.evaluate<number[]>("typed");
  if (typed.length < KEYS * 0.9) throw new Error(`${typed.length} of ${KEYS} keys were seen to change the editor`);
  return spread(typed);
}
