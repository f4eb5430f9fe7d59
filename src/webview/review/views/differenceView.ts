import { html, type TemplateResult } from "lit";
import type { ExampleContent } from "../../../core/example.ts";
import type { Staleness } from "../../../core/review.ts";
import { type DiffPart, diffWords } from "../../diffWords.ts";
import { t } from "../../strings.ts";
import { note } from "../../components/controls.ts";
import { labelledTexts } from "../draft.ts";

/** What became of the source of an example since somebody decided about it. */
export function differenceView(stale: Staleness, now: ExampleContent): TemplateResult {
  switch (stale.kind) {
    case "deleted":
      return note("warning", t("The source is gone: this example takes no part any more."));
    case "changed": {
      const before = labelledTexts(stale.before);
      const after = labelledTexts(now);
      return html`${note("warning", t("The source changed after the decision. Decide again about what it says now."))}
        <details open>
          <summary>${t("What changed")}</summary>
          ${after.map(({ label, text }, index) => {
            const earlier = before[index]?.text ?? "";
            if (earlier === text) return html``;
            const [left, right] = diffWords(earlier, text);
            return html`<h2 class="text-label">${label}</h2>
              <p class="help">${t("Before")}</p>
              <p class="text removed">${parts(left)}</p>
              <p class="help version">${t("Now")}</p>
              <p class="text added">${parts(right)}</p>`;
          })}
        </details>`;
    }
  }
}

const parts = (all: readonly DiffPart[]) =>
  all.map(({ text, isShared }) => (isShared ? text : html`<mark>${text}</mark>`));
