import { html, nothing, type TemplateResult } from "lit";
import type { LengthsView } from "../../../protocol/datasetViews.ts";
import { formatCount } from "../../format.ts";
import { modelInForm } from "../../panel/state.ts";
import { t } from "../../strings.ts";
import { selectField } from "../../components/controls.ts";
import { histogram, histogramTable } from "../../components/histogram.ts";
import { type DatasetContext } from "../context.ts";
import { measuredView } from "./measuredView.ts";
import { section } from "./sections.ts";

/** How long examples are for the chosen model. */
export function lengthsSection(context: DatasetContext): TemplateResult {
  const { state, view, host, chooseModel } = context;
  const model = modelInForm(state);
  const measure = () => host["dataset/measureLengths"](model?.name ?? "");
  const here = (state.snapshot?.models?.models ?? []).filter(
    (row) => row.state === "ready" || row.state === "on-machine",
  );
  const isListed = here.some(({ id }) => id === model?.name);
  const choices = [
    ...(model === undefined || isListed ? [] : [{ value: model.name, label: model.name }]),
    ...here.map(({ id, title }) => ({ value: id, label: title })),
  ];
  return section(
    t("Length in tokens"),
    html`
      ${
        model === undefined || choices.length < 2
          ? nothing
          : selectField({ id: "lengths-model", label: t("Model"), value: model.name, choices }, chooseModel)
      }
      ${
        model === undefined || model.isHere
          ? nothing
          : html`<p class="help">
              ${t("Tokens are counted as {0} counts them, once it is on this machine: see Models.", model.name)}
            </p>`
      }
      ${measuredView(context, "lengths", view.lengths, measure, (lengths) => lengthsView(context, lengths))}
    `,
  );
}

function lengthsView(context: DatasetContext, lengths: LengthsView): TemplateResult {
  const { count, total, quantiles, longest, bins, maxTokens, modelName } = lengths;
  if (count === 0) return html`<p class="help">${t("No example can be told as the model is told it.")}</p>`;
  const summary = t(
    "Half of the {0} examples have {1} tokens or fewer, nine in ten {2}, the longest {3}; {4} in all, as {5} counts them.",
    ...[count, quantiles.p50, quantiles.p90, longest, total].map(formatCount),
    modelName,
  );
  const data = { bins, mark: maxTokens, markLabel: t("{0} fit into training", formatCount(maxTokens)), summary };
  const { isTable } = context.state.dataset;
  return html`
    ${isTable ? histogramTable(data) : histogram(data)}
    <p class="help">${summary}</p>
    <div class="row wrap">
      <button class="link" type="button" @click=${() => context.dispatch({ kind: "table", isTable: !isTable })}>
        ${isTable ? t("Show as bars") : t("Show as a table")}
      </button>
      <button
        class="link"
        type="button"
        @click=${() => void context.host["review/narrow"]({ sort: "length", isDescending: true })}
      >
        ${t("Show the longest first")}
      </button>
    </div>
  `;
}
