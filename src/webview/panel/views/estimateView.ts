import { html, nothing, type TemplateResult } from "lit";
import { formatBytes, formatCount, formatDuration } from "../../format.ts";
import type { EstimateState } from "../state.ts";
import { t } from "../../strings.ts";
import { capitalized, note, progressBar } from "../../components/controls.ts";

/** What the run in the form would need. */
export function estimateView(state: EstimateState): TemplateResult | typeof nothing {
  switch (state.kind) {
    case "none":
      return nothing;
    case "working":
      return html`<div class="estimate" role="status">
        <span class="help">${t("Estimating time and memory…")}</span>${progressBar(t("Estimating"), undefined)}
      </div>`;
    case "failed":
      return note("error", state.message);
    case "refused":
      return note("warning", html`${capitalized(state.message)}.<br />${state.hint}`);
    case "model-missing":
      return note(
        "info",
        state.downloadBytes > 0
          ? t(
              "The model is downloaded first ({0}). Time and memory can be told once it is here.",
              formatBytes(state.downloadBytes),
            )
          : t("The model is fetched first. Time and memory can be told once it is here."),
      );
    case "ready":
      return readyView(state);
  }
}

function readyView({ estimate, seconds, basis }: Extract<EstimateState, { kind: "ready" }>): TemplateResult {
  const { steps, memory, availableBytes, trainTokens, targetTokens, warnings } = estimate;
  const isTight = memory.totalBytes > 0.9 * availableBytes;
  return html`
    <dl class="tiles estimate" aria-label=${t("Estimate")}>
      <div>
        <dt>${t("Time")}</dt>
        <dd>${t("about {0}", formatDuration(seconds))}</dd>
        <dd class="help">
          ${basis === "measured" ? t("by an earlier run's speed here") : t("guessed from the model's size")}
        </dd>
      </div>
      <div>
        <dt>${t("Memory")}</dt>
        <dd>${formatBytes(memory.totalBytes)}</dd>
        <dd class="help">${t("{0} free", formatBytes(availableBytes))}</dd>
      </div>
      <div>
        <dt>${t("Steps")}</dt>
        <dd>${formatCount(steps)}</dd>
        <dd class="help">
          ${t("{0} tokens an epoch, {1} learned", formatCount(trainTokens), formatCount(targetTokens))}
        </dd>
      </div>
    </dl>
    ${isTight ? note("warning", t("This takes almost all the memory that is free. Close other programs first.")) : nothing}
    ${warnings.map((warning) => note("info", `${warning}.`))}
  `;
}
