import { html, nothing, type TemplateResult } from "lit";
import type { DifferenceView, ShortExample, VersionView } from "../../../protocol/datasetViews.ts";
import { formatCount } from "../../format.ts";
import { t } from "../../strings.ts";
import { button, selectField } from "../../components/controls.ts";
import { type DatasetContext, isMeasuring } from "../context.ts";
import { measuredView } from "./measuredView.ts";

/** Two versions of the dataset, and what became of one in the other. */
export function differenceForm(context: DatasetContext): TemplateResult {
  const { state, view, dispatch, host } = context;
  return html`${measuredView(
    context,
    "versions",
    view.versions,
    () => host["dataset/listVersions"](),
    (versions) => {
      const { before = versions[1]?.name ?? "current", after = "current" } = state.dataset;
      const choices = versions.map((version) => ({ value: version.name, label: versionText(version) }));
      return html`
        <div class="grid">
          ${selectField({ id: "version-before", label: t("Earlier"), value: before, choices }, (name) =>
            dispatch({ kind: "versions", before: name }),
          )}
          ${selectField({ id: "version-after", label: t("Later"), value: after, choices }, (name) =>
            dispatch({ kind: "versions", after: name }),
          )}
        </div>
        ${
          versions.length < 2
            ? html`<p class="help">
                ${t("There is nothing to compare with yet: train a run, commit the dataset, or make another one.")}
              </p>`
            : nothing
        }
        <div class="row wrap">
          ${button(t("Compare"), () => host["dataset/compare"](before, after), {
            icon: "diff",
            isDisabled: before === after || isMeasuring(view.difference),
          })}
        </div>
      `;
    },
  )}
  ${measuredView(
    context,
    "difference",
    view.difference,
    () => host["dataset/compare"](state.dataset.before ?? "", state.dataset.after ?? "current"),
    (difference) => differenceView(context, difference),
  )}`;
}

function versionText({ kind, label }: VersionView): string {
  switch (kind) {
    case "current":
      return t("{0} as it is now", label);
    case "run":
      return t("Run {0}", label);
    case "commit":
      return t("Commit {0}", label);
    case "dataset":
      return t("Dataset {0}", label);
  }
}

function differenceView(context: DatasetContext, difference: DifferenceView): TemplateResult {
  const { before, after, counts, added, removed, changed, moved } = difference;
  const line = ({ id, title, kind, place }: ShortExample) =>
    html`<button class="link" type="button" @click=${() => void context.host["example/show"](id)}>${title}</button>
      <span class="help">${kind} ${place}</span>`;
  const list = (title: string, count: number, rows: readonly TemplateResult[]) =>
    count === 0
      ? nothing
      : html`<details open>
          <summary>${title}: ${formatCount(count)}</summary>
          <ul class="plain">
            ${rows.map((row) => html`<li>${row}</li>`)}
            ${count > rows.length ? html`<li class="help">${t("and {0} more", formatCount(count - rows.length))}</li>` : nothing}
          </ul>
        </details>`;
  return html`
    <p role="status">
      ${before} → ${after}:
      ${t("{0} added, {1} removed, {2} changed, {3} moved to another split, {4} the same", ...[counts.added, counts.removed, counts.changed, counts.moved, counts.unchanged].map(formatCount))}
    </p>
    ${list(t("Added"), counts.added, added.map(line))}
    ${list(
      t("Removed"),
      counts.removed,
      removed.map(({ title, kind, place }) => html`${title} <span class="help">${kind} ${place}</span>`),
    )}
    ${list(
      t("Changed"),
      counts.changed,
      changed.map((example) => html`${line(example)} ${example.texts.map(textView)}`),
    )}
    ${list(
      t("Moved"),
      counts.moved,
      moved.map(({ id, from, to }) => html`<code>${id}</code> ${from} → ${to}`),
    )}
  `;
}

const textView = ({ name, parts }: DifferenceView["changed"][number]["texts"][number]): TemplateResult =>
  html`<div class="help">${name}</div>
    <p class="difference">${parts.map(partView)}</p>`;

type Part = DifferenceView["changed"][number]["texts"][number]["parts"][number];

function partView({ kind, text }: Part): TemplateResult | string {
  if (kind === "added") return html`<ins>${text}</ins>`;
  return kind === "removed" ? html`<del>${text}</del>` : text;
}
