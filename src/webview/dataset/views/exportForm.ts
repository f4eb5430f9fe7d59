import { html, nothing, type TemplateResult } from "lit";
import type { ExportableView, ExportedView } from "../../../protocol/datasetViews.ts";
import { counted, formatCount } from "../../format.ts";
import { t } from "../../strings.ts";
import { activityView, button, checkbox, note, selectField } from "../../components/controls.ts";
import { activityOf, type DatasetContext } from "../context.ts";
import { isSameForm } from "../state.ts";
import { measuredView } from "./measuredView.ts";

/** What to write the dataset as, and what that format cannot hold. */
export function exportForm(context: DatasetContext): TemplateResult {
  const { state, view, dispatch, host } = context;
  const form = state.dataset.export;
  const activity = activityOf(context, "export");
  if (activity) return activityView(activity, host);
  const { exportable, exported } = view;
  const isOfForm = isSameForm(exportable.value?.form, form);
  const chosen = view.exportFormats.find(({ name }) => name === form.format);
  return html`
    <div class="grid">
      ${selectField(
        {
          id: "export-format",
          label: t("Format"),
          value: form.format,
          choices: view.exportFormats.map(({ name, description }) => ({ value: name, label: name, description })),
          ...(chosen && { help: chosen.description }),
        },
        (format) => dispatch({ kind: "export", change: { format } }),
      )}
    </div>
    <div class="row wrap">
      ${checkbox(t("A file for each split"), form.bySplit, (bySplit) =>
        dispatch({ kind: "export", change: { bySplit } }),
      )}
      ${checkbox(t("With ids, kinds and sources"), form.withProvenance, (withProvenance) =>
        dispatch({ kind: "export", change: { withProvenance } }),
      )}
    </div>
    ${measuredView(
      context,
      "exportable",
      exportable,
      () => host["dataset/tryExport"](form),
      (value) => (isOfForm ? exportableView(value) : nothing),
    )}
    <div class="row wrap">
      ${button(t("Export…"), () => host["dataset/export"](form), {
        icon: "export",
        isDisabled: !isOfForm || exportable.value?.heldCount === 0 || exportable.state === "measuring",
      })}
    </div>
    ${exported === undefined ? nothing : exportedView(exported)}
  `;
}

function exportableView({ heldCount, unheldCount, reasons, excluded }: ExportableView): TemplateResult {
  const leftOut = Object.values(excluded).reduce((sum, count) => sum + count, 0);
  return html`
    <p role="status">
      ${counted(heldCount, t("1 example can be written so."), t("{0} examples can be written so.", formatCount(heldCount)))}
      ${leftOut === 0 ? nothing : t("Not written, since they take no part: {0}.", formatCount(leftOut))}
    </p>
    ${
      unheldCount === 0
        ? nothing
        : note(
            "warning",
            html`${t("Left out, since they do not fit in this format: {0}", formatCount(unheldCount))}
              <ul>
                ${Object.entries(reasons).map(([reason, count]) => html`<li>${formatCount(count)}: ${reason}</li>`)}
              </ul>`,
          )
    }
  `;
}

const exportedView = ({ files, exampleCount }: ExportedView): TemplateResult =>
  html`<div class="result" role="status">
    <p>${counted(exampleCount, t("1 example written:"), t("{0} examples written:", formatCount(exampleCount)))}</p>
    <ul class="plain">
      ${files
        .slice(0, 6)
        .map(({ path, exampleCount: count }) => html`<li><code>${path}</code>: ${formatCount(count)}</li>`)}
      ${files.length > 6 ? html`<li>${t("and {0} more", formatCount(files.length - 6))}</li>` : nothing}
    </ul>
  </div>`;
