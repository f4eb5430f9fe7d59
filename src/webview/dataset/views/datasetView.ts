import { html, nothing, type TemplateResult } from "lit";
import type { DatasetTabView } from "../../../protocol/datasetTab.ts";
import type { Host } from "../../host.ts";
import type { Dispatch, PanelState } from "../../panel/state.ts";
import { t } from "../../strings.ts";
import { activityView, button, emptyState, note, progressBar, selectField } from "../../components/controls.ts";
import type { DatasetContext } from "../context.ts";
import type { DatasetForm } from "../state.ts";
import { buildForm, builtView } from "./buildForm.ts";
import { differenceForm } from "./differenceForm.ts";
import { exportForm } from "./exportForm.ts";
import { historySection } from "./historySection.ts";
import { importForm } from "./importForm.ts";
import { lengthsSection } from "./lengthsSection.ts";
import { duplicatesForm, scanForm } from "./scanForm.ts";
import { duplicatesSection, findingsView, kindsView, leftOutView, statesView, tilesView } from "./sections.ts";
import { splitForm } from "./splitForm.ts";
import { splitSection } from "./splitSection.ts";

/** What a dataset holds, and what can be done with it as a whole. */
export function datasetView(state: PanelState, dispatch: Dispatch, host: Host): TemplateResult {
  const { view } = state.dataset;
  const building = state.snapshot?.activities.find(({ kind }) => kind === "dataset");
  const progress = building === undefined ? nothing : activityView(building, host);
  return html`<h2 class="unseen">${t("Dataset")}</h2>
    ${progress} ${view === undefined ? progressBar(t("Opening"), undefined) : openedView(state, view, dispatch, host)}`;
}

function openedView(state: PanelState, view: DatasetTabView, dispatch: Dispatch, host: Host): TemplateResult {
  const { dataset } = view;
  switch (dataset.kind) {
    case "no-folder":
      return emptyState("folder", t("Espalier learns from a folder's files. Open one first."));
    case "opening":
      return progressBar(t("Opening the dataset"), undefined);
    case "failed":
      return html`${note("error", `${dataset.message}. ${dataset.hint}`)}
        <div class="row">${button(t("Try again"), () => host["dataset/retry"]())}</div>`;
    case "none":
      return noneView(state, view, dispatch, host);
    case "open": {
      const context = contextOf(state, view, dataset.counts, dispatch, host);
      return html`${headView(context, dataset.name)} ${formView(context)} ${tilesView(context)} ${partsView(context)}`;
    }
  }
}

const NO_COUNTS: DatasetContext["counts"] = {
  total: 0,
  effective: 0,
  byState: { proposed: 0, accepted: 0, rejected: 0, flagged: 0 },
  bySplit: { train: 0, validation: 0, test: 0, none: 0 },
  byKind: {},
  excluded: {},
  stale: { changed: 0, deleted: 0 },
  edited: 0,
  withNote: 0,
  byTag: {},
  findings: { total: 0, undecided: 0 },
  byRemark: {},
  reviewed: 0,
};

const contextOf = (
  state: PanelState,
  view: DatasetTabView,
  counts: DatasetContext["counts"],
  dispatch: Dispatch,
  host: Host,
): DatasetContext => ({
  ...{ state, view, counts, host },
  dispatch: (action) => dispatch({ kind: "dataset", action }),
  chooseModel: (modelName) => dispatch({ kind: "form", change: { modelName } }),
  showRun: (id) => dispatch({ kind: "tab", tab: "train", subject: id }),
});

/** Before there is a dataset, one can be built or imported. */
function noneView(state: PanelState, view: DatasetTabView, dispatch: Dispatch, host: Host): TemplateResult {
  if (state.snapshot?.activities.some(({ kind }) => kind === "dataset")) return html``;
  const context = contextOf(state, view, NO_COUNTS, dispatch, host);
  if (view.importing !== undefined || state.dataset.form === "import") {
    return formShell(context, "import", importForm(context));
  }
  return emptyState(
    "database",
    t("There is no dataset yet. Build one of this folder's files, or import examples you have."),
    button(t("Build dataset"), () => host["dataset/rebuild"](), { icon: "database" }),
    button(t("Import…"), () => host["dataset/chooseImport"](false), { isSecondary: true }),
  );
}

function headView(context: DatasetContext, name: string): TemplateResult {
  const { view, state, host } = context;
  const action = (form: DatasetForm, label: string, icon: string) =>
    html`<vscode-button
      id=${openerOf(form)}
      icon=${icon}
      ?secondary=${state.dataset.form !== form}
      aria-expanded=${state.dataset.form === form ? "true" : "false"}
      @click=${() => context.dispatch({ kind: "form", form })}
      >${label}</vscode-button
    >`;
  return html`
    ${
      view.names.length < 2
        ? nothing
        : html`<div class="folder">
            ${selectField(
              {
                id: "dataset-name",
                label: t("Dataset"),
                value: name,
                choices: view.names.map((each) => ({ value: each, label: each })),
              },
              (chosen) => void host["dataset/choose"](chosen),
            )}
          </div>`
    }
    <div class="row wrap dataset-actions" role="group" aria-label=${t("Actions on the dataset")}>
      ${action("build", t("Rebuild…"), "refresh")} ${action("import", t("Import…"), "arrow-down")}
      ${action("export", t("Export…"), "export")} ${action("split", t("Split…"), "split-horizontal")}
      ${action("scan", t("Scan"), "shield")} ${action("duplicates", t("Deduplicate"), "copy")}
      ${action("difference", t("Compare versions"), "diff")}
    </div>
  `;
}

/** The button that opens a form, which gets the focus back when the form is closed. */
const openerOf = (form: DatasetForm): string => `open-${form}`;

function formView(context: DatasetContext): TemplateResult | typeof nothing {
  const { form } = context.state.dataset;
  if (form === undefined) return nothing;
  const forms: Readonly<Record<DatasetForm, () => TemplateResult>> = {
    build: () => html`${buildForm(context)} ${context.view.built ? builtView(context.view.built) : nothing}`,
    import: () => importForm(context),
    export: () => exportForm(context),
    split: () => splitForm(context),
    scan: () => scanForm(context),
    duplicates: () => duplicatesForm(context),
    difference: () => differenceForm(context),
  };
  return formShell(context, form, forms[form]());
}

function formShell(context: DatasetContext, form: DatasetForm, content: TemplateResult): TemplateResult {
  const titles: Readonly<Record<DatasetForm, string>> = {
    build: t("Rebuild"),
    import: t("Import examples"),
    export: t("Export"),
    split: t("Draw the split anew"),
    scan: t("Secrets in the files"),
    duplicates: t("Examples that say the same"),
    difference: t("Compare two versions"),
  };
  return html`<section class="card dataset-form" aria-label=${titles[form]} data-opener=${openerOf(form)}>
    <div class="row">
      <h3 class="grow">${titles[form]}</h3>
      <button
        class="icon-button"
        type="button"
        title=${t("Close")}
        aria-label=${t("Close")}
        @click=${() => context.dispatch({ kind: "form", form: undefined })}
      >
        <vscode-icon name="close"></vscode-icon>
      </button>
    </div>
    ${content}
  </section>`;
}

function partsView(context: DatasetContext): TemplateResult {
  const open = (form: DatasetForm): void => {
    if (context.state.dataset.form !== form) context.dispatch({ kind: "form", form });
  };
  return html`<div class="parts">
    ${lengthsSection(context)} ${statesView(context)} ${splitSection(context, open)} ${kindsView(context)}
    ${leftOutView(context)} ${duplicatesSection(context, open)} ${findingsView(context, open)}
    ${historySection(context, open)}
  </div>`;
}
