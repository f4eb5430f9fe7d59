import { html, nothing, type TemplateResult } from "lit";
import type { Measured } from "../../../protocol/datasetTab.ts";
import { t } from "../../strings.ts";
import { activityView, button, note } from "../../components/controls.ts";
import { activityOf, type DatasetContext } from "../context.ts";

/** Something that was found out, or how far that is, or why it could not be; with a way to do it again. */
export function measuredView<T>(
  context: DatasetContext,
  subject: string,
  measured: Measured<T>,
  again: () => unknown,
  draw: (value: T) => TemplateResult | typeof nothing,
): TemplateResult {
  const { state, value, problem } = measured;
  const activity = activityOf(context, subject);
  return html`
    ${activity === undefined ? nothing : activityView(activity, context.host)}
    ${
      state === "failed" && problem !== undefined
        ? html`${note("warning", [problem.message, problem.hint].filter((text) => text !== "").join(". "))}
            <div class="row">${button(t("Try again"), again, { isSecondary: true, icon: "refresh" })}</div>`
        : nothing
    }
    ${
      state === "outdated"
        ? html`<div class="row wrap help" role="note">
            <span>${t("Something was decided since.")}</span>
            <button class="link" type="button" @click=${again}>${t("Measure again")}</button>
          </div>`
        : nothing
    }
    ${value === undefined ? nothing : draw(value)}
  `;
}
