import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ModelRow, ModelsView } from "../../../protocol/models.ts";
import type { Activity, PanelSnapshot } from "../../../protocol/panel.ts";
import { factsText, formatBytes, formatCount, formatParameters } from "../../format.ts";
import type { Host } from "../../host.ts";
import { t } from "../../strings.ts";
import { activityView, button, note, progressBar } from "../../components/controls.ts";
import type { Dispatch } from "../state.ts";

/** The models that are known, and what lies on this machine. */
export function modelsView(snapshot: PanelSnapshot, dispatch: Dispatch, host: Host): TemplateResult {
  const { models, activities } = snapshot;
  if (!models) return progressBar(t("Looking for models"), undefined);
  const working = activities.filter(({ kind }) => kind === "model");
  const known = new Set(models.models.map(({ id }) => id));
  return html`
    <h2 class="unseen">${t("Models")}</h2>
    <div class="row wrap">
      <p class="grow help">
        ${t("Models are kept in {0} and take {1}.", models.folder, formatBytes(models.storedBytes))}
        ${t("This machine has {0} of memory.", formatBytes(models.totalBytes))}
      </p>
      ${button(t("Add a GGUF file…"), () => host["model/add"](), { icon: "add", isSecondary: true })}
    </div>
    ${models.problems.map((problem) => note("warning", problem))}
    ${working.filter(({ subject }) => !known.has(subject)).map((activity) => activityView(activity, host))}
    <ul class="cards" aria-label=${t("Models")}>
      ${repeat(
        models.models,
        ({ id }) => id,
        (model) => card(model, models, working, dispatch, host),
      )}
    </ul>
    ${models.found.length === 0 ? nothing : foundView(models, working, host)}
  `;
}

function card(
  model: ModelRow,
  { totalBytes }: ModelsView,
  working: readonly Activity[],
  dispatch: Dispatch,
  host: Host,
): TemplateResult {
  const activity = working.find(({ subject }) => subject === model.id);
  const isHere = model.state === "ready" || model.state === "on-machine";
  const fits = model.trainingBytes === undefined || model.trainingBytes <= totalBytes;
  const facts = [
    ...(model.id === model.title ? [] : [model.id]),
    ...(model.parameterCount === undefined ? [] : [t("{0} parameters", formatParameters(model.parameterCount))]),
    ...(model.quantization === undefined ? [] : [model.quantization]),
    formatBytes(model.sizeBytes),
    ...(model.contextLength === undefined ? [] : [t("{0} tokens of context", formatCount(model.contextLength))]),
    ...(model.trainingBytes === undefined ? [] : [t("about {0} to tune", formatBytes(model.trainingBytes))]),
  ];
  return html`<li class="card">
    <div class="row wrap">
      <div class="grow">
        <h3>${model.title}${model.isDefault ? html` <span class="badge">${t("default")}</span>` : nothing}</h3>
        <div class="help">${factsText(facts)}</div>
        <div class="help">
          ${stateText(model)}${
            model.licence ? html` · <a href=${model.licence.url}>${model.licence.name}</a>` : nothing
          }
        </div>
        ${fits ? nothing : html`<div class="help warning">${t("Needs more memory to tune than this machine has.")}</div>`}
      </div>
      ${
        activity
          ? nothing
          : html`<div class="row">
              ${
                isHere
                  ? button(
                      t("Train"),
                      () => {
                        dispatch({ kind: "form", change: { modelName: model.id } });
                        dispatch({ kind: "tab", tab: "train" });
                      },
                      { title: t("Train {0}", model.title) },
                    )
                  : button(t("Download"), () => host["model/get"](model.id), {
                      icon: "cloud-download",
                      isSecondary: !model.isDefault,
                      title: t("Fetch {0}", model.title),
                    })
              }
              ${
                model.state === "ready" || model.state === "missing"
                  ? button(t("Delete"), () => host["model/remove"](model.id), {
                      icon: "trash",
                      isSecondary: true,
                      title: t("Delete {0}", model.title),
                    })
                  : nothing
              }
            </div>`
      }
    </div>
    ${activity ? activityView(activity, host) : nothing}
  </li>`;
}

function stateText({ state, source, path }: ModelRow): string {
  switch (state) {
    case "ready":
      return t("On this machine · {0}", source);
    case "on-machine":
      return t("Found on this machine: {0}", path ?? "");
    case "missing":
      return t("Its file is gone: {0}", path ?? "");
    case "not-downloaded":
      return source;
  }
}

/** Files of other programs that can be tuned too. */
const foundView = ({ found }: ModelsView, working: readonly Activity[], host: Host): TemplateResult => html`
  <h2>${t("Found on this machine")}</h2>
  <ul class="cards" aria-label=${t("Found on this machine")}>
    ${found.map(({ reference, sizeBytes }) => {
      const activity = working.find(({ subject }) => subject === reference);
      return html`<li class="card">
        <div class="row wrap">
          <div class="grow">
            <h3>${reference}</h3>
            <div class="help">${formatBytes(sizeBytes)}</div>
          </div>
          ${activity ? nothing : button(t("Add"), () => host["model/get"](reference), { icon: "add", isSecondary: true })}
        </div>
        ${activity ? activityView(activity, host) : nothing}
      </li>`;
    })}
  </ul>
`;
