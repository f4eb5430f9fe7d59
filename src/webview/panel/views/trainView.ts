import { html, type TemplateResult } from "lit";
import type { Host } from "../../host.ts";
import type { Dispatch, PanelState } from "../state.ts";
import { t } from "../../strings.ts";
import { emptyState } from "../../components/controls.ts";
import { runView } from "./runView.ts";
import { trainFormView } from "./trainFormView.ts";

/** What to train on the left, how a run goes on the right; below each other where there is no room. */
export function trainView(state: PanelState, dispatch: Dispatch, host: Host): TemplateResult {
  return html`
    <div class="columns">
      <section aria-label=${t("New training")}>
        <h2>${t("New training")}</h2>
        ${trainFormView(state, dispatch, host)}
      </section>
      <section id="run" aria-label=${t("Run")}>${runSide(state, dispatch, host)}</section>
    </div>
  `;
}

function runSide(state: PanelState, dispatch: Dispatch, host: Host): TemplateResult {
  const run = state.snapshot?.runs.find(({ id }) => id === state.curve?.runId);
  if (run && state.curve) return runView(run, state.curve, dispatch, host);
  if (state.snapshot?.activities.some(({ kind }) => kind === "start")) {
    return emptyState("graph-line", t("The training is about to begin. Its losses, speed and memory appear here."));
  }
  const newest = state.snapshot?.runs.at(-1);
  if (newest) {
    return emptyState(
      "graph-line",
      t("Choose a run in the side bar to see its curves, or start a new training."),
      html`<vscode-button secondary @click=${() => dispatch({ kind: "follow", runId: newest.id })}
        >${t("Show the newest run")}</vscode-button
      >`,
    );
  }
  return emptyState(
    "graph-line",
    t("Nothing has been trained here yet. Losses, speed and memory appear here while a run trains."),
  );
}
