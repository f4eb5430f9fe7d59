import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDataset } from "../../src/app/datasets/datasetSession.ts";
import { until } from "../support/until.ts";
import { type ExtensionWorkbench, openExtensionWorkbench } from "../support/vscodeHost/extensionWorkbench.ts";
import { processesOf } from "../support/vscodeHost/runningProcess.ts";
import { answer, appears, notification, runCommand, webviewFrame } from "../support/vscodeHost/workbench.ts";

// One window, one story: each test goes on where the one before it ended.
let workbench: ExtensionWorkbench;
beforeAll(async () => {
  workbench = await openExtensionWorkbench();
});
afterAll(() => workbench[Symbol.asyncDispose]());

const curator = (): number | undefined => processesOf(workbench.home, "curator.js")[0];
const review = (): Promise<Frame> => webviewFrame(workbench.page, 'body[data-view="review"] main');
const openReview = async (): Promise<Frame> => {
  await runCommand(workbench.page, "Espalier: Review Dataset");
  return review();
};
const progress = (frame: Frame): Promise<string> => frame.locator(".progress [role=status]").innerText();
const shown = async (frame: Frame): Promise<string> =>
  (await frame.locator("article").getAttribute("data-example")) ?? "";
const reviewLines = (): { id: string; state: string }[] => {
  const path = join(workbench.workspace, ".espalier", "datasets", "dataset.review.jsonl");
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8").trim();
  return text === "" ? [] : text.split("\n").map((line) => JSON.parse(line) as { id: string; state: string });
};
/** Which of the two buttons above the view can be pressed; they are shown while the view is looked at. */
const steps = async (): Promise<string[]> => {
  const offered = await Promise.all(
    ["Undo", "Redo"].map(async (name) => {
      const action = workbench.page.locator(`.pane-header .action-label[aria-label^="${name} Last Decision"]`);
      return (await action.getAttribute("aria-disabled")) === "true" ? [] : [name];
    }),
  );
  return offered.flat();
};
const total = async (frame: Frame): Promise<number> => Number(/of (\d+) reviewed/.exec(await progress(frame))?.[1]);
/** Decides with a key, and waits until the next example is in view and can be decided about. */
async function decide(frame: Frame, key: string): Promise<void> {
  const before = await shown(frame);
  await workbench.page.keyboard.press(key);
  await until(async () => (await shown(frame)) !== before);
  await frame.locator(".decisions vscode-button:not([disabled])").first().waitFor();
}

/** Chooses in a field of the filters, whose list is a picture of the control's own. */
const choose = (frame: Frame, field: string, value: string): Promise<void> =>
  frame.locator(`#filter-${field}`).evaluate((element, chosen) => {
    const control = element as unknown as { value: string; dispatchEvent(event: Event): void };
    control.value = chosen;
    control.dispatchEvent(new Event("change"));
  }, value);

describe("reviewing a dataset in the sidebar", () => {
  it("says what to do where there is none, and builds one", async () => {
    const frame = await openReview();
    await frame.getByText("There is no dataset yet").waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("review-empty");
    await frame.getByRole("button", { name: "Build dataset" }).click();
    await frame.getByRole("option").first().waitFor();
    await frame.locator("article").waitFor();
    expect(await progress(frame)).toMatch(/^0 of \d+ reviewed$/);
    expect(await steps()).toEqual([]);
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("review");
  });

  it("takes ten decisions by keyboard, each kept at once", async () => {
    const frame = await review();
    await frame.getByRole("option").first().click();
    await frame.locator(".decisions vscode-button:not([disabled])").first().waitFor();
    const keys = ["a", "a", "r", "a", "f", "a", "a", "r", "a", "a"];
    for (const key of keys) await decide(frame, key);
    await until(() => reviewLines().length === 10);
    expect(reviewLines().map(({ state }) => state[0])).toEqual(keys);
    await until(async () => (await progress(frame)).startsWith("10 of "));
    await until(async () => (await steps()).join() === "Undo");
    await frame.getByRole("option", { selected: true }).waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("review-ten");
  });

  it("goes to and fro with keys, and shows the lines an example comes from", async () => {
    const frame = await review();
    const before = await shown(frame);
    await decide(frame, "k");
    await decide(frame, "ArrowDown");
    expect(await shown(frame)).toBe(before);
    await workbench.page.keyboard.press("o");
    await workbench.page.locator(".editor-container .tab, .tabs-container .tab", { hasText: ".md" }).first().waitFor();
  });

  it("edits an example and accepts it so", async () => {
    const frame = await review();
    const id = await shown(frame);
    await workbench.page.keyboard.press("e");
    const answer = frame.getByRole("textbox", { name: "Answer" });
    await answer.fill("With a clean knife, in a dry week.");
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("review-edit");
    await workbench.page.keyboard.press("Control+Enter");
    await until(() => reviewLines().length === 11);
    expect(reviewLines().at(-1)).toMatchObject({ id, state: "accepted" });
    await until(async () => (await shown(frame)) !== id);
  });

  it("has kept every decision when the window is reloaded, and undoes then", async () => {
    await workbench.reload();
    const frame = await openReview();
    await until(async () => (await progress(frame)).startsWith("11 of "));
    await frame.getByRole("option").first().waitFor();
    await frame.locator("row-list").focus();
    await workbench.page.keyboard.press("Control+z");
    await until(async () => (await progress(frame)).startsWith("10 of "));
    await until(async () => (await shown(frame)) === reviewLines()[10]?.id);
    await until(async () => (await steps()).join() === "Undo,Redo");
  });

  it("shows at once what is decided elsewhere", async () => {
    const frame = await review();
    const session = await openDataset(workbench.workspace, "dataset", { by: "the command line" });
    const [id = ""] = await session.idsOf({ states: ["proposed"] });
    await session.decide([id], { state: "rejected" });
    session.close();
    await until(async () => (await progress(frame)).startsWith("11 of "));
  });

  it("searches, filters, and decides about all that is listed after asking", async () => {
    const frame = await review();
    const count = await total(frame);
    await frame.locator("#search input").fill("quince");
    await until(async () => Number(await frame.getByRole("option").first().getAttribute("aria-setsize")) < count);
    const matching = Number(await frame.getByRole("option").first().getAttribute("aria-setsize"));
    await frame.getByRole("button", { name: "Filters" }).click();
    await frame.locator("#filter-state").waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("review-filters");
    await frame.getByRole("button", { name: "Filters" }).click();
    await frame.locator("details.bulk summary").click();
    await frame.getByRole("button", { name: "Flag all" }).click();
    const dialog = workbench.page.locator(".monaco-dialog-box");
    await dialog.getByText(`Flag ${matching} examples?`).waitFor();
    await dialog.getByRole("button", { name: "Decide" }).click();
    await until(async () => (await frame.getByRole("option", { name: /Flagged/ }).count()) === matching);
    await frame.locator("row-list").focus();
    await workbench.page.keyboard.press("Control+z");
    await until(async () => (await frame.getByRole("option", { name: /Flagged/ }).count()) < matching);
  });

  it("says when nothing matches, and shows all again", async () => {
    const frame = await review();
    await frame.locator("#search input").fill("no such word anywhere");
    await frame.getByText("No example matches.").waitFor();
    await frame.getByRole("button", { name: "Show all" }).click();
    await frame.getByRole("option").first().waitFor();
  });

  it("makes an example of what is selected in an editor, and shows it", async () => {
    const { page } = workbench;
    const before = await total(await review());
    await (await review()).locator("row-list").focus();
    await page.keyboard.press("o");
    const line = page.locator(".monaco-editor .view-line", { hasText: "twine" }).first();
    await until(async () => {
      // A lens that comes between two clicks moves the line away.
      await line.click({ clickCount: 3 });
      return appears(page.locator(".statusbar", { hasText: /\d+ selected/ }).waitFor({ timeout: 3_000 }));
    });
    await runCommand(page, "Espalier: Add Selection to Dataset");
    await answer(page, "With what is it tied?");
    await notification(page, "The example is in the dataset.");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    const frame = await review();
    await frame.locator("article", { hasText: "With what is it tied?" }).waitFor();
    await until(async () => (await total(frame)) === before + 1);
    await frame.getByRole("button", { name: /docs\/\w+\.md, lines 9 to 9/ }).waitFor();
  });

  it("shows what became of the source of a decision, and lets it be decided again", async () => {
    const accepted = reviewLines().find(({ state }) => state === "accepted")?.id ?? "";
    const session = await openDataset(workbench.workspace, "dataset", { by: "a test" });
    const { example } = await session.get(accepted);
    session.close();
    const path = join(workbench.workspace, example.source?.path ?? "");
    writeFileSync(
      path,
      readFileSync(path, "utf8").replaceAll("clean knife", "sharp saw").replaceAll("soft twine", "thin wire"),
    );
    await runCommand(workbench.page, "Espalier: Build Dataset from This Workspace");
    const frame = await review();
    await frame.getByRole("button", { name: /^Filters/ }).click();
    await choose(frame, "concern", "stale:changed");
    await frame.locator(".text.removed, .removed mark, del").first().waitFor();
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("review-stale");
    const decided = reviewLines().length;
    const accept = frame.getByRole("button", { name: "Accept", exact: true });
    await until(async () => {
      // Refused, and asked for again, while the build still changes what is in view.
      if (reviewLines().length === decided) await accept.click();
      await workbench.page.waitForTimeout(500);
      return reviewLines().length > decided;
    });
    expect(reviewLines().at(-1)).toMatchObject({ state: "accepted" });
  });

  it("hides what may be secret until it is decided, and takes it out of what is learned", async () => {
    // In parts, so that nobody takes it for a real one.
    const secret = ["gh", "p_", "R8f2".repeat(9)].join("");
    const text = `# Keys\n\n## Where is the key of the shed?\n\nThe token of the shed is ${secret}, under the third stone.\n`;
    writeFileSync(join(workbench.workspace, "docs", "keys.md"), text);
    await runCommand(workbench.page, "Espalier: Build Dataset from This Workspace");
    const frame = await review();
    await frame.getByText(/\d+ secrets? to decide/).waitFor();
    await choose(frame, "concern", "findings:undecided");
    await frame.getByRole("list", { name: "Secrets and personal data" }).waitFor();
    expect(await frame.content()).not.toContain(secret);
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("review-findings");
    await frame.getByRole("button", { name: "Redact" }).first().click();
    await until(() => {
      const path = join(workbench.workspace, ".espalier", "datasets", "dataset.jsonl");
      return readFileSync(path, "utf8").includes("under the third stone");
    });
    expect(readFileSync(join(workbench.workspace, ".espalier", "datasets", "dataset.jsonl"), "utf8")).not.toContain(
      secret,
    );
  });

  it("recovers when the process that holds the dataset is killed, without losing a decision", async () => {
    const frame = await review();
    await choose(frame, "concern", "");
    await frame.getByRole("button", { name: /^Filters/ }).click();
    await frame.getByRole("option").first().waitFor();
    const kept = reviewLines().length;
    const killCurator = async (): Promise<void> => {
      await until(() => curator() !== undefined);
      const pid = curator() ?? 0;
      process.kill(pid, "SIGKILL");
      await until(() => curator() !== pid);
    };
    // The first time it starts again by itself.
    await killCurator();
    await frame.getByRole("option").first().waitFor();
    // Soon after, it would only die for ever: the view says so, with a way to try again. A busy machine may be late once.
    await until(async () => {
      await killCurator();
      return appears(frame.getByText(/ended by SIGKILL/).waitFor({ timeout: 10_000 }));
    });
    expect(await workbench.audit(frame)).toEqual([]);
    await workbench.screenshot("review-died");
    // Where a look was on its way as the process died, the next one has it already, and the button is gone.
    const again = frame.getByRole("button", { name: "Try again" });
    await until(async () => {
      if ((await frame.getByRole("option").count()) > 0) return true;
      await again.click({ timeout: 1_000 }).catch(() => undefined);
      return false;
    });
    expect(reviewLines()).toHaveLength(kept);
    await frame.getByRole("option").first().click();
    await frame.locator(".decisions vscode-button:not([disabled])").first().waitFor();
    await workbench.page.keyboard.press("f");
    await until(() => reviewLines().length === kept + 1);
  });

  it("asks nothing of its content security policy that this refuses", () => {
    expect(workbench.complaints.filter((text) => /Content Security Policy|espalier/i.test(text))).toEqual([]);
  });
});
