import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { DatasetCounts } from "../../../core/curatedQuery.ts";
import type { ReviewCommand, ReviewSnapshot } from "../../../protocol/review.ts";
import { counted, formatCount } from "../../format.ts";
import { t } from "../../strings.ts";
import { activityView, button, emptyState, note, progressBar, selectField } from "../../components/controls.ts";
import type { ReviewContext } from "../reviewHost.ts";
import { shownExample } from "../state.ts";
import { exampleView } from "./exampleView.ts";
import { filterView } from "./filterView.ts";
import { listView } from "./listView.ts";

export function reviewView(context: ReviewContext): TemplateResult {
  const { snapshot } = context.state;
  return html`<h1 class="unseen">${t("Dataset")}</h1>
    ${snapshot === undefined ? progressBar(t("Opening"), undefined) : datasetView(context, snapshot)}`;
}

function datasetView(context: ReviewContext, snapshot: ReviewSnapshot): TemplateResult {
  const { host } = context;
  const { dataset } = snapshot;
  switch (dataset.kind) {
    case "no-folder":
      return emptyState("folder", t("Espalier learns from a folder's files. Open one first."));
    case "opening":
      return progressBar(t("Opening the dataset"), undefined);
    case "none":
      return snapshot.building
        ? activityView(snapshot.building, host)
        : emptyState(
            "database",
            t("There is no dataset yet. Build one of this folder's files; then look through it here."),
            button(t("Build dataset"), () => host["dataset/build"]()),
          );
    case "failed":
      return html`${note("error", `${dataset.message}. ${dataset.hint}`)}
        <div class="row">${button(t("Try again"), () => host["dataset/retry"]())}</div>`;
    case "open":
      return html`${snapshot.building ? activityView(snapshot.building, host) : nothing}
      ${openView(context, snapshot, dataset.name, dataset.counts)}`;
  }
}

const openView = (
  context: ReviewContext,
  { names }: ReviewSnapshot,
  name: string,
  counts: DatasetCounts,
): TemplateResult => html`
  <div class="review">
    <section class="overview" aria-label=${t("List")}>
      ${
        names.length < 2
          ? nothing
          : selectField(
              {
                id: "dataset",
                label: t("Dataset"),
                value: name,
                choices: names.map((each) => ({ value: each, label: each })),
              },
              (chosen) => void context.host["dataset/choose"](chosen),
            )
      }
      ${reviewProgress(counts)} ${filterView(context, counts)} ${listView(context)}
    </section>
    <section class="detail" aria-label=${t("Example")}>${detailView(context)}</section>
  </div>
`;

function detailView(context: ReviewContext): TemplateResult {
  const { state } = context;
  const shown = shownExample(state);
  // What was read last stays in view while the next is read, but nothing can be decided about it then.
  const curated = shown ?? state.example?.value;
  if (curated === undefined || state.list.total === 0) return html``;
  // What was typed about one example, and how far it was read, is not meant for the next.
  return html`${keyed(
    curated.example.id,
    html`<div class="scroll" tabindex="0" role="region" aria-label=${t("Text of the example")}>
      ${exampleView(context, curated)}
    </div>`,
  )}
  ${state.drafts[curated.example.id] === undefined ? actionsView(context, shown === undefined) : nothing}`;
}

function actionsView({ run }: ReviewContext, isDisabled: boolean): TemplateResult {
  const action = (command: ReviewCommand, label: string, key: string, isSecondary = true) =>
    button(label, () => run(command), { isSecondary, isDisabled, title: `${label} (${key})` });
  return html`<div class="decisions" role="group" aria-label=${t("Decide")}>
    ${action("accept", t("Accept"), "A", false)} ${action("edit", t("Edit"), "E")} ${action("reject", t("Reject"), "R")}
    ${action("flag", t("Flag"), "F")}
  </div>`;
}

function reviewProgress({ reviewed, total, effective, findings }: DatasetCounts): TemplateResult {
  const text = t("{0} of {1} reviewed", formatCount(reviewed), formatCount(total));
  return html`<div class="progress">
    <div class="row wrap">
      <span class="grow" role="status">${text}</span>
      <span class="help">${counted(effective, t("1 takes part"), t("{0} take part", formatCount(effective)))}</span>
      ${findings.undecided === 0 ? nothing : html`<span class="help warning">${secretsText(findings.undecided)}</span>`}
    </div>
    ${progressBar(text, total === 0 ? 0 : reviewed / total)}
  </div>`;
}

const secretsText = (count: number): string =>
  count === 1 ? t("1 secret to decide") : t("{0} secrets to decide", formatCount(count));
