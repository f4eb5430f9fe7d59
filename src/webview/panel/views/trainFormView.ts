import { html, nothing, type TemplateResult } from "lit";
import type { FieldView, PanelSnapshot, TrainForm } from "../../../protocol/panel.ts";
import { factsText, formatBytes, formatCount, formatParameters } from "../../format.ts";
import type { Host } from "../../host.ts";
import { type Dispatch, type PanelState, presetValue, trainForm } from "../state.ts";
import { t } from "../../strings.ts";
import {
  activityView,
  button,
  type Choice,
  emptyState,
  progressBar,
  selectField,
  textField,
} from "../../components/controls.ts";
import { estimateView } from "./estimateView.ts";

/** What to train, on what, and how. */
export function trainFormView(state: PanelState, dispatch: Dispatch, host: Host): TemplateResult {
  const { snapshot } = state;
  if (!snapshot?.datasets || !snapshot.models) return progressBar(t("Looking for datasets and models"), undefined);
  const building = snapshot.activities.find(({ kind }) => kind === "dataset");
  if (building) return activityView(building, host);
  const form = trainForm(state);
  if (!form) {
    return emptyState(
      "database",
      t(
        "There is no dataset yet. Espalier makes one of this folder's documents and code: questions and answers that you can read and edit.",
      ),
      button(t("Build dataset"), () => host["dataset/build"]()),
      button(t("Choose a file…"), () => pickDataset(dispatch, host), { isSecondary: true }),
    );
  }
  return html`
    ${datasetField(snapshot, form, dispatch, host)} ${modelField(snapshot, form, dispatch)}
    ${presetField(snapshot, form, dispatch)} ${settingsView(state, dispatch)} ${estimateView(state.estimate)}
    ${startRow(state, form, dispatch, host)}
  `;
}

function datasetField(snapshot: PanelSnapshot, form: TrainForm, dispatch: Dispatch, host: Host): TemplateResult {
  const datasets = snapshot.datasets ?? [];
  const chosen = datasets.find(({ path }) => path === form.datasetPath);
  const kinds = Object.entries(chosen?.byKind ?? {}).map(([kind, count]) => `${formatCount(count)} ${kind}`);
  return html`
    ${selectField(
      {
        id: "dataset",
        label: t("Dataset"),
        value: form.datasetPath,
        choices: datasets.map(({ path, title, exampleCount }) => ({
          value: path,
          label: t("{0} ({1} examples)", title, formatCount(exampleCount)),
        })),
        help: chosen
          ? factsText([
              t("{0} to train, {1} to validate, {2} to test", chosen.train, chosen.validation, chosen.test),
              ...(chosen.excludedCount > 0 ? [t("{0} left out by decisions", chosen.excludedCount)] : []),
              ...kinds,
            ])
          : "",
      },
      (datasetPath) => dispatch({ kind: "form", change: { datasetPath } }),
    )}
    <div class="row wrap under">
      ${button(t("Open"), () => host["dataset/open"](form.datasetPath), { isSecondary: true, icon: "go-to-file" })}
      ${button(t("Choose a file…"), () => pickDataset(dispatch, host), { isSecondary: true })}
      ${button(t("Rebuild"), () => host["dataset/build"](), { isSecondary: true, icon: "refresh" })}
    </div>
  `;
}

async function pickDataset(dispatch: Dispatch, host: Host): Promise<void> {
  const datasetPath = await host["dataset/pick"]();
  if (datasetPath !== undefined) dispatch({ kind: "form", change: { datasetPath } });
}

function modelField(snapshot: PanelSnapshot, form: TrainForm, dispatch: Dispatch): TemplateResult {
  const models = snapshot.models?.models ?? [];
  const total = snapshot.models?.totalBytes ?? 0;
  const here = models.filter(({ state }) => state === "ready" || state === "on-machine");
  const others = models.filter((model) => !here.includes(model));
  const choices: Choice[] = [...here, ...others].map((model) => {
    const size =
      model.parameterCount === undefined ? formatBytes(model.sizeBytes) : formatParameters(model.parameterCount);
    const fits = model.trainingBytes === undefined || model.trainingBytes <= total;
    const where = here.includes(model) ? t("installed") : t("{0} to download", formatBytes(model.sizeBytes));
    return {
      value: model.id,
      label: `${model.title} · ${size} · ${where}${fits ? "" : ` · ${t("needs more memory than this machine has")}`}`,
    };
  });
  // A path of the settings is not in the list.
  if (!choices.some(({ value }) => value === form.modelName)) {
    choices.unshift({ value: form.modelName, label: form.modelName });
  }
  const chosen = models.find(({ id }) => id === form.modelName);
  const facts = chosen
    ? factsText([
        ...(chosen.quantization === undefined ? [] : [chosen.quantization]),
        ...(chosen.trainingBytes === undefined
          ? []
          : [t("needs about {0} of {1}", formatBytes(chosen.trainingBytes), formatBytes(total))]),
        ...(chosen.licence ? [chosen.licence.name] : []),
      ])
    : "";
  return selectField({ id: "model", label: t("Model"), value: form.modelName, choices, help: facts }, (modelName) =>
    dispatch({ kind: "form", change: { modelName } }),
  );
}

function presetField(snapshot: PanelSnapshot, form: TrainForm, dispatch: Dispatch): TemplateResult {
  const { presets } = snapshot.settings;
  return selectField(
    {
      id: "preset",
      label: t("Preset"),
      value: form.preset,
      choices: presets.map(({ name }) => ({ value: name, label: name })),
      help: t(presets.find(({ name }) => name === form.preset)?.help ?? ""),
    },
    (preset) => dispatch({ kind: "form", change: { preset, overrides: {} } }),
  );
}

/** Every setting, group by group; those that differ from the preset are counted in the heading. */
function settingsView(state: PanelState, dispatch: Dispatch): TemplateResult {
  const fields = state.snapshot?.settings.fields ?? [];
  const groups = [...new Set(fields.map(({ group }) => group))];
  return html`<div class="settings">
    ${groups.map((group) => {
      const own = fields.filter((field) => field.group === group);
      const changed = own.filter(({ name }) => name in state.form.overrides).length;
      const isOpen = state.form.openGroups.includes(group);
      return html`<details
        ?open=${isOpen}
        @toggle=${({ target }: Event) =>
          dispatch({ kind: "group", group, isOpen: (target as HTMLDetailsElement).open })}
      >
        <summary>
          ${group}${changed === 0 ? nothing : html` <span class="badge">${t("{0} changed", changed)}</span>`}
        </summary>
        ${isOpen ? html`<div class="grid">${own.map((field) => settingView(field, state, dispatch))}</div>` : nothing}
      </details>`;
    })}
  </div>`;
}

function settingView(field: FieldView, state: PanelState, dispatch: Dispatch): TemplateResult {
  const { name, kind, help, choices, minimum, maximum } = field;
  const preset = presetValue(state, name);
  const value = state.form.overrides[name] ?? preset;
  const label = labelOf(name);
  const text = `${t(help)}${value === preset ? "" : ` (${t("preset: {0}", preset === "" ? "–" : preset)})`}`;
  const onChange = (next: string) => dispatch({ kind: "field", name, value: next });
  const common = { id: `field-${name}`, label, value, help: text };
  switch (kind) {
    case "choice":
      return selectField({ ...common, choices: choicesOf(choices ?? []) }, onChange);
    case "switch":
      return selectField(
        {
          ...common,
          choices: [
            { value: "true", label: t("yes") },
            { value: "false", label: t("no") },
          ],
        },
        onChange,
      );
    case "layers": {
      const offered = choices ?? [];
      return selectField(
        { ...common, choices: choicesOf(offered.includes(value) ? offered : [value, ...offered]) },
        onChange,
      );
    }
    case "number":
      return textField(
        {
          ...common,
          type: "number",
          ...(minimum !== undefined && { minimum }),
          ...(maximum !== undefined && { maximum }),
          placeholder: t("automatic"),
        },
        onChange,
      );
    case "text":
      return textField({ ...common, placeholder: t("automatic") }, onChange);
  }
}

const choicesOf = (names: readonly string[]): Choice[] => names.map((name) => ({ value: name, label: name }));

/** `learningRate` -> `Learning rate`. */
const labelOf = (name: string): string => {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return t(words.charAt(0).toUpperCase() + words.slice(1));
};

function startRow({ snapshot, estimate }: PanelState, form: TrainForm, dispatch: Dispatch, host: Host): TemplateResult {
  const starting = snapshot?.activities.find(({ kind }) => kind === "start");
  if (starting) return activityView(starting, host);
  const isRunning = snapshot?.runs.some(({ status }) => status === "running") === true;
  return html`
    <div class="row wrap start">
      ${button(t("Start training"), () => start(form, dispatch, host), {
        icon: "play",
        isDisabled: estimate.kind === "refused",
      })}
      ${
        isRunning
          ? html`<span class="help">${t("Another run is training: both will take their time.")}</span>`
          : nothing
      }
    </div>
  `;
}

async function start(form: TrainForm, dispatch: Dispatch, host: Host): Promise<void> {
  const runId = await host["run/start"](form);
  if (runId !== undefined) dispatch({ kind: "follow", runId });
}
