import { describe, expect, it, vi } from "vitest";
import type { CuratedExample } from "../../src/core/review.ts";
import type { ReviewHostFunctions, ReviewSnapshot, ReviewViewFunctions } from "../../src/protocol/review.ts";
import { eventually } from "../support/eventually.ts";
import { counts } from "../support/datasetCounts.ts";
import { structuralFindings } from "../support/vscodeHost/axe.ts";
import { openWebview } from "../support/webviewPage.ts";

const MANY = 100_000;

const idOf = (place: number): string => `example-${place}`;
const exampleAt = (place: number): CuratedExample => ({
  example: {
    id: idOf(place),
    kind: "section",
    form: "chat",
    split: "train",
    messages: [
      { role: "user", content: `Question ${place}?` },
      { role: "assistant", content: `Answer ${place}.` },
    ],
    source: { path: "docs/quince.md", startLine: 5, endLine: 7 },
  },
  findings: [],
  findingDecisions: [],
  remarks: [],
});

/** The extension's side of a review of as many examples. */
const reviewHost = (snapshot: ReviewSnapshot, total: number) => ({
  "view/ready": vi.fn<ReviewHostFunctions["view/ready"]>(() => snapshot),
  "examples/page": vi.fn<ReviewHostFunctions["examples/page"]>(({ offset, limit, query }) => {
    const matching = query.text === "nothing has this" ? 0 : total;
    return Promise.resolve({
      total: matching,
      rows: Array.from({ length: Math.max(0, Math.min(limit, matching - offset)) }, (_, index) => ({
        id: idOf(offset + index),
        kind: "section",
        form: "chat" as const,
        state: "proposed" as const,
        question: `Question ${offset + index}?`,
        answer: `Answer ${offset + index}.`,
        path: "docs/quince.md",
        isEdited: false,
        tags: [],
        findingCount: 0,
        undecidedFindingCount: 0,
        remarkRules: [],
      })),
    });
  }),
  "example/get": vi.fn<ReviewHostFunctions["example/get"]>((id) =>
    Promise.resolve(exampleAt(Number(id.split("-")[1]))),
  ),
  "example/decide": vi.fn<ReviewHostFunctions["example/decide"]>(() => Promise.resolve(true)),
  "examples/decideAll": vi.fn<ReviewHostFunctions["examples/decideAll"]>(() => Promise.resolve()),
  "decision/undo": vi.fn<ReviewHostFunctions["decision/undo"]>(() => Promise.resolve([idOf(0)])),
  "source/open": vi.fn<ReviewHostFunctions["source/open"]>(() => Promise.resolve()),
  "dataset/build": vi.fn<ReviewHostFunctions["dataset/build"]>(),
  "dataset/retry": vi.fn<ReviewHostFunctions["dataset/retry"]>(() => Promise.resolve()),
});

async function openReview(dataset?: ReviewSnapshot["dataset"], total = 3) {
  const opened = dataset ?? { kind: "open" as const, name: "dataset", counts: { ...counts, total } };
  const host = reviewHost({ dataset: opened, names: [] }, total);
  const { page, tell } = await openWebview<ReviewViewFunctions>("review", host);
  await page.setViewportSize({ width: 320, height: 800 });
  return { host, page, tell };
}
const rowNamed = (text: string) => ({ name: new RegExp(text) });

describe("the list", () => {
  it("has only the rows in view of a hundred thousand, and tells how many there are", async () => {
    const { page } = await openReview(undefined, MANY);
    const rows = page.getByRole("listbox", { name: "Examples" }).getByRole("option");
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(60);
    expect(await rows.first().getAttribute("aria-setsize")).toBe(String(MANY));
    await rows.first().hover();
    await page.mouse.wheel(0, 100 * MANY);
    await page.getByRole("option", rowNamed(`Question ${MANY - 1}\\?`)).waitFor();
    expect(await rows.count()).toBeLessThan(60);
  });

  it("draws what scrolls into view and nothing else, in its order, in both directions", async () => {
    const { page } = await openReview(undefined, MANY);
    const rows = page.getByRole("listbox", { name: "Examples" }).getByRole("option");
    await page.getByRole("option", rowNamed("Question 10\\?")).waitFor();
    const kept = await page.getByRole("option", rowNamed("Question 10\\?")).elementHandle();
    await rows.first().hover();
    for (const turn of [30, -12, 5_000, -4_900]) {
      const before = Number(await rows.first().getAttribute("aria-posinset"));
      await page.mouse.wheel(0, turn * 44);
      await eventually(async () => {
        const shown = (await rows.all()).map((row) => row.getAttribute("aria-posinset"));
        const places = (await Promise.all(shown)).map(Number);
        expect(places[0]).not.toBe(before);
        expect(places).toEqual(places.map((_, index) => (places[0] ?? 0) + index));
        const texts = await rows.locator(".line:first-child").allInnerTexts();
        expect(texts).toEqual(places.map((place) => `Question ${place - 1}?`));
      });
    }
    // Its element went on to show others.
    expect(await kept?.isVisible()).toBe(true);
    await rows.nth(4).click();
    expect(await page.locator("[aria-selected=true]").count()).toBe(1);
  });

  it("says when nothing matches, and shows all again", async () => {
    const { page } = await openReview();
    await page.getByRole("textbox", { name: "Search examples" }).fill("nothing has this");
    await page.getByText("No example matches.").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("option").nth(2).waitFor();
  });

  it("has conditions behind a button that says whether it is open", async () => {
    const { page, host } = await openReview();
    const filters = page.getByRole("button", { name: "Filters" });
    expect(await filters.getAttribute("aria-expanded")).toBe("false");
    await filters.click();
    await page.getByRole("combobox", { name: "State" }).waitFor();
    expect(await filters.getAttribute("aria-expanded")).toBe("true");
    await page.getByRole("checkbox", { name: "Last first" }).press("Space");
    await eventually(() => expect(host["examples/page"].mock.lastCall?.[0].query.descending).toBe(true));
    await page.getByRole("button", { name: "Filters" }).waitFor();
    expect(await structuralFindings(page)).toEqual([]);
  });
});

describe("an example", () => {
  it("is decided about by a key or a button, and the next one follows", async () => {
    const { page, host } = await openReview();
    await page.getByRole("option").first().click();
    const example = page.getByRole("article", { name: "Example" });
    await example.getByText("Answer 0.").waitFor();
    await page.keyboard.press("a");
    await eventually(() => expect(host["example/decide"]).toHaveBeenLastCalledWith(idOf(0), { state: "accepted" }));
    await example.getByText("Answer 1.").waitFor();
    await page.getByRole("group", { name: "Decide" }).getByRole("button", { name: "Reject" }).click();
    await eventually(() => expect(host["example/decide"]).toHaveBeenLastCalledWith(idOf(1), { state: "rejected" }));
    await example.getByText("Answer 2.").waitFor();
    await page.keyboard.press("o");
    await eventually(() => expect(host["source/open"]).toHaveBeenCalledWith("docs/quince.md", 5, 7));
    await page.keyboard.press("Control+z");
    await eventually(() => expect(host["decision/undo"]).toHaveBeenCalled());
  });

  it("is edited in a form that Escape leaves and Ctrl+Enter keeps", async () => {
    const { page, host } = await openReview();
    await page.getByRole("option").first().click();
    await page.getByText("Answer 0.", { exact: true }).last().waitFor();
    await page.keyboard.press("e");
    const form = page.getByRole("form", { name: "Edit the example" });
    await form.getByRole("textbox", { name: "Answer" }).fill("Thrown away");
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "detached" });
    expect(host["example/decide"]).not.toHaveBeenCalled();
    await page.keyboard.press("e");
    await form.getByRole("textbox", { name: "Answer" }).fill("With twine.");
    expect(await structuralFindings(page)).toEqual([]);
    await page.keyboard.press("Control+Enter");
    await eventually(() => expect(host["example/decide"]).toHaveBeenCalled());
    const [id, change] = host["example/decide"].mock.lastCall ?? [];
    expect(id).toBe(idOf(0));
    expect(JSON.stringify(change?.edit)).toContain("With twine.");
  });

  it("takes letters that are typed into a field as text, not as decisions", async () => {
    const { page, host } = await openReview();
    await page.getByRole("option").first().click();
    await page.getByRole("textbox", { name: "Note" }).pressSequentially("far");
    await page.keyboard.press("Enter");
    await eventually(() => expect(host["example/decide"].mock.calls).toEqual([[idOf(0), { note: "far" }]]));
  });
});

describe("where there is nothing to review", () => {
  it("offers to build a dataset", async () => {
    const { page, host } = await openReview({ kind: "none" });
    await page.getByRole("button", { name: "Build dataset" }).click();
    await eventually(() => expect(host["dataset/build"]).toHaveBeenCalled());
  });

  it("says what failed, what to do, and tries again when told", async () => {
    const { page, host } = await openReview({
      kind: "failed",
      name: "dataset",
      message: "line 3 is no example",
      hint: "Mend the file.",
    });
    await page.getByRole("alert").filter({ hasText: "line 3 is no example. Mend the file." }).waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await eventually(() => expect(host["dataset/retry"]).toHaveBeenCalled());
  });
});

describe("a side bar of 200 pixels", () => {
  it("cuts no word of the buttons that decide", async () => {
    const { page } = await openReview();
    await page.setViewportSize({ width: 198, height: 800 });
    await page.getByRole("option").first().click();
    const buttons = page.getByRole("group", { name: "Decide" }).getByRole("button");
    await buttons.first().waitFor();
    const cut = await page.evaluate<string[]>(`
      [...document.querySelectorAll(".decisions vscode-button")]
        .filter((button) => {
          const words = document.createRange();
          words.selectNodeContents(button);
          const [inner, outer] = [words.getBoundingClientRect(), button.getBoundingClientRect()];
          return inner.left < outer.left || inner.right > outer.right;
        })
        .map(({ textContent }) => textContent.trim())`);
    expect(cut).toEqual([]);
  });
});

describe("a row", () => {
  it("spends no room on a path that stands below it, nor on marks of code", async () => {
    const { page, host } = await openReview();
    host["examples/page"].mockResolvedValue({
      total: 1,
      rows: [
        {
          ...{ id: idOf(0), kind: "faq", form: "chat", state: "proposed", isEdited: false, tags: [] },
          ...{ findingCount: 0, undecidedFindingCount: 0, remarkRules: [], answer: "In spring." },
          ...{ question: '`docs/trees/quince.md` asks: "When is `cut` called?"', path: "docs/trees/quince.md" },
        },
      ],
    });
    await page.getByRole("textbox", { name: "Search examples" }).fill("quince");
    const row = page.getByRole("option", { name: /^quince.md asks: "When is cut called\?"/ });
    await row.getByText("faq · docs/trees/quince.md").waitFor();
    expect(await row.locator(".line").first().getAttribute("title")).toContain("`docs/trees/quince.md` asks");
  });
});

describe("a view that is low, as at twice the size", () => {
  it("lets the list and the whole example be scrolled to, one below the other", async () => {
    const { page } = await openReview(undefined, MANY);
    await page.setViewportSize({ width: 200, height: 300 });
    await page.getByRole("listbox", { name: "Examples" }).focus();
    await page.keyboard.press("ArrowDown");
    const example = page.getByRole("article", { name: "Example" });
    await example.waitFor();
    const list = await page.getByRole("listbox", { name: "Examples" }).boundingBox();
    const text = await example.boundingBox();
    expect(text?.y).toBeGreaterThanOrEqual((list?.y ?? 0) + (list?.height ?? 0));
    await page.getByRole("textbox", { name: "Add a tag" }).focus();
    const field = await page.getByRole("textbox", { name: "Add a tag" }).boundingBox();
    const decisions = await page.getByRole("group", { name: "Decide" }).boundingBox();
    expect((field?.y ?? 300) + (field?.height ?? 0)).toBeLessThanOrEqual(decisions?.y ?? 0);
  });
});
