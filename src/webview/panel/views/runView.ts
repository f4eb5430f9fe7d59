import { html, nothing, type TemplateResult } from "lit";
import type { RunRow } from "../../../protocol/panelData.ts";
import type { RunCommand } from "../../../protocol/panel.ts";
import { findingText } from "../findingText.ts";
import { counted, factsText, formatBytes, formatCount, formatDuration, formatLoss, formatRate } from "../../format.ts";
import type { Host } from "../../host.ts";
import type { CurveState, Dispatch } from "../state.ts";
import { t } from "../../strings.ts";
import { button, note, progressBar } from "../../components/controls.ts";

/** A run: where it stands, its curves, and what can be done with it. */
export function runView(run: RunRow, curve: CurveState, dispatch: Dispatch, host: Host): TemplateResult {
  return html`
    <div class="row wrap">
      <h2 class="grow">${run.title}</h2>
      <span class="badge ${run.status}" role="status">${statusText(run)}</span>
    </div>
    <p class="help">${describeRun(run)}</p>
    ${run.status === "running" ? runningProgress(run, curve) : nothing}
    <div class="row wrap actions">${actionsOf(run, dispatch, host)}</div>
    ${run.reason === undefined ? nothing : note("error", run.reason)}
    ${curve.findings.map((finding) => note("warning", findingText(finding)))}
    ${curve.warnings.map((warning) => note("info", `${warning}.`))} ${tiles(run, curve)}
    ${
      curve.steps.length + curve.validations.length === 0
        ? html`<p class="help">${waitingText(run)}</p>`
        : html`<loss-curve .data=${curve}></loss-curve>`
    }
  `;
}

const describeRun = ({ modelName, preset, config, exampleCounts: { train, validation }, device }: RunRow): string =>
  factsText([
    baseName(modelName),
    config.method === "full" ? preset : `${preset}, ${t("rank {0}", config.rank)}`,
    [
      counted(train, t("1 example"), t("{0} examples", formatCount(train))),
      t("{0} held out to validate", formatCount(validation)),
    ].join(", "),
    ...(device === undefined ? [] : [device]),
  ]);

/** A model that was named by its path is known by its file. */
const baseName = (name: string): string => name.split(/[\\/]/).at(-1) ?? name;

export function statusText({ status }: RunRow): string {
  switch (status) {
    case "created":
      return t("not begun");
    case "running":
      return t("training");
    case "paused":
      return t("paused");
    case "stopped":
      return t("stopped");
    case "completed":
      return t("completed");
    case "early-stopped":
      return t("ended early");
    case "failed":
      return t("failed");
    case "interrupted":
      return t("interrupted");
  }
}

function waitingText({ status }: RunRow): string {
  if (status === "running")
    return t("Measuring the base model on the held-out examples: the first point of the curve.");
  return t("This run has no measurements.");
}

function runningProgress(run: RunRow, { progress, secondsLeft }: CurveState): TemplateResult {
  const done = (progress?.step ?? run.step) + (progress?.fraction ?? 0);
  const fraction = run.totalSteps > 0 ? Math.min(1, done / run.totalSteps) : undefined;
  const step = progress?.step ?? run.step;
  return html`
    <div class="row progress-of-run">
      <span class="grow">
        ${run.totalSteps > 0 ? t("Step {0} of {1}", formatCount(step), formatCount(run.totalSteps)) : t("Reading the model and the examples")}
      </span>
      <span>${secondsLeft === undefined ? "" : t("about {0} left", formatDuration(secondsLeft))}</span>
    </div>
    ${progressBar(t("Training"), fraction)}
  `;
}

function actionsOf(run: RunRow, dispatch: Dispatch, host: Host): TemplateResult[] {
  const act = (command: RunCommand, label: string, icon: string, title: string, isSecondary = true) =>
    button(label, () => host["run/command"](command, run.id), { icon, isSecondary, title });
  const isEnded = run.status === "completed" || run.status === "early-stopped";
  return [
    ...(run.status === "running"
      ? [
          act(
            "pause",
            t("Pause"),
            "debug-pause",
            t("Keep a checkpoint and leave the machine to others: Resume goes on"),
          ),
          act("stop", t("Stop"), "debug-stop", t("End it here and keep what it has reached")),
        ]
      : isEnded
        ? []
        : [act("resume", t("Resume"), "debug-continue", t("Go on from the last checkpoint"), false)]),
    ...(run.hasResult && !run.isFull
      ? [
          button(t("Compare"), () => dispatch({ kind: "tab", tab: "compare", subject: run.id }), {
            icon: "split-horizontal",
            isSecondary: !isEnded,
            title: t("Ask the base model and this run the same question"),
          }),
        ]
      : []),
    ...(run.hasResult && !run.isActive
      ? [act("use", t("Use"), "pass", t("Have this adapter answer questions from now on"))]
      : []),
    ...(run.hasResult && !run.isFull
      ? [act("export", t("Export"), "export", t("Write the adapter for other programs"))]
      : []),
  ];
}

function tiles(run: RunRow, { steps, validations, progress }: CurveState): TemplateResult {
  const last = steps.at(-1);
  const validation = validations.at(-1);
  const tile = (label: string, value: string, help = "") => html`
    <div>
      <dt>${label}</dt>
      <dd>${value}</dd>
      ${help === "" ? nothing : html`<dd class="help">${help}</dd>`}
    </div>
  `;
  // The curve knows of a validation a moment before the run's own figures do.
  const best = validations.findLast((each) => each.best) ?? { loss: run.bestValidationLoss, step: run.bestStep };
  const bestText =
    best.step === undefined || best.loss === undefined
      ? ""
      : t("best {0} at step {1}", formatLoss(best.loss), best.step);
  return html`<dl class="tiles" aria-label=${t("Measurements")}>
    ${tile(t("Training loss"), formatLoss(last?.loss))}
    ${tile(t("Validation loss"), formatLoss(validation?.loss ?? run.bestValidationLoss), bestText)}
    ${tile(t("Before training"), formatLoss(run.baseValidationLoss), t("base model, held-out files"))}
    ${tile(t("Learning rate"), formatRate(last?.learningRate))}
    ${tile(t("Speed"), last?.tokensPerSecond ? t("{0} tokens/s", last.tokensPerSecond.toFixed(0)) : "–")}
    ${tile(
      t("Memory"),
      last ? formatBytes(last.rssBytes) : "–",
      progress && progress.estimateBytes > 0 ? t("planned {0}", formatBytes(progress.estimateBytes)) : "",
    )}
  </dl>`;
}
