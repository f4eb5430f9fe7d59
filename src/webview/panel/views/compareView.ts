import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { usualRun } from "../../../core/usualRun.ts";
import type { CompareForm } from "../../../protocol/panel.ts";
import type { RunRow } from "../../../protocol/panelData.ts";
import type { Host } from "../../host.ts";
import type { CompareState, Dispatch, PanelState } from "../state.ts";
import { SEND_KEYS } from "../../sendKeys.ts";
import { t } from "../../strings.ts";
import { button, checkbox, emptyState, selectField, textField, typedIn } from "../../components/controls.ts";
import { comparisonView } from "./comparisonView.ts";

/** Questions answered by the base model and the tuned one next to each other. */
export function compareView(state: PanelState, dispatch: Dispatch, host: Host): TemplateResult {
  const { snapshot, compare } = state;
  const candidates = (snapshot?.runs ?? []).filter(({ hasResult, isFull }) => hasResult && !isFull);
  const run = candidates.find(({ id }) => id === compare.runId) ?? usualRun(candidates);
  if (!snapshot || !run) {
    return emptyState(
      "split-horizontal",
      t("There is no adapter to compare yet. Train one; then its answers stand here next to those of the base model."),
      button(t("Go to training"), () => dispatch({ kind: "tab", tab: "train" })),
    );
  }
  // What comes a word at a time is read aloud once it is whole.
  const isAnswering = snapshot.comparisons.some(({ answers }) =>
    answers.some(({ state }) => state === "waiting" || state === "answering"),
  );
  return html`
    <h2 class="unseen">${t("Compare base and tuned")}</h2>
    <section class="asking" aria-label=${t("Question")}>
      ${sidesView(run, candidates, compare, dispatch)} ${questionView(run, state, dispatch, host)}
    </section>
    ${votesView(run, state)}
    <section aria-label=${t("Answers")} aria-live="polite" aria-busy=${isAnswering ? "true" : "false"}>
      ${
        snapshot.comparisons.length === 0
          ? emptyState(
              "split-horizontal",
              t("Ask something that your files answer. Both models get the same question and seed."),
            )
          : html`<div class="row end">
              ${button(t("Clear"), () => host["compare/clear"](), { isSecondary: true, icon: "clear-all" })}
            </div>`
      }
      ${repeat(
        snapshot.comparisons.toReversed(),
        ({ id }) => id,
        (comparison) => comparisonView(comparison, compare.drafts, dispatch, host),
      )}
    </section>
  `;
}

const BASE = "";

function sidesView(
  run: RunRow,
  candidates: readonly RunRow[],
  compare: CompareState,
  dispatch: Dispatch,
): TemplateResult {
  const change = (change: Partial<CompareState>) => dispatch({ kind: "compare", change });
  const rivals = candidates.filter(({ id, modelName }) => id !== run.id && modelName === run.modelName);
  const other = rivals.find(({ id }) => id === compare.otherRunId);
  const scale = (id: string, value: string, set: (value: string) => void) =>
    textField({ id, label: t("Strength"), value, type: "number", minimum: 0, maximum: 4 }, set);
  return html`<div class="sides">
    <div class="side">
      ${selectField(
        {
          id: "other",
          label: t("First model"),
          value: other?.id ?? BASE,
          choices: [
            { value: BASE, label: t("Base model") },
            ...rivals.map(({ id, title }) => ({ value: id, label: title })),
          ],
        },
        (otherRunId) => change({ otherRunId }),
      )}
      ${other ? scale("other-scale", compare.otherScale, (otherScale) => change({ otherScale })) : nothing}
    </div>
    <div class="side">
      ${selectField(
        {
          id: "tuned",
          label: t("Second model"),
          value: run.id,
          choices: candidates.map(({ id, title, isActive }) => ({
            value: id,
            label: isActive ? t("{0} (in use)", title) : title,
          })),
        },
        (runId) => change({ runId }),
      )}
      ${scale("scale", compare.scale, (next) => change({ scale: next }))}
    </div>
  </div>`;
}

function questionView(run: RunRow, state: PanelState, dispatch: Dispatch, host: Host): TemplateResult {
  const { compare, snapshot } = state;
  const change = (change: Partial<CompareState>) => dispatch({ kind: "compare", change });
  const ask = (question: string, reference?: string) => {
    if (question.trim() !== "") void host["compare/ask"](formOf(run, compare, question, reference));
  };
  const answering = snapshot?.activities.find(({ kind }) => kind === "answer");
  return html`
    <vscode-textarea
      class="question"
      .label=${t("Question")}
      .value=${compare.question}
      placeholder=${t("Ask a question ({0})", SEND_KEYS)}
      rows="3"
      @input=${(event: Event) => change({ question: typedIn(event) })}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask(typedIn(event));
      }}
    ></vscode-textarea>
    <div class="row wrap">
      ${button(t("Ask both"), () => ask(compare.question), { icon: "send", isDisabled: compare.question.trim() === "" })}
      ${
        answering
          ? button(t("Stop answering"), () => host["activity/cancel"](answering.id), {
              icon: "debug-stop",
              isSecondary: true,
            })
          : nothing
      }
      ${button(t("Held-out questions"), () => toggleQuestions(run, compare, dispatch, host), {
        icon: "list-unordered",
        isSecondary: true,
        title: t("Questions of files that this run has not learned from"),
      })}
      ${checkbox(t("Blind"), compare.isBlind, (isBlind) => change({ isBlind }))}
      ${checkbox(t("Options"), compare.areOptionsOpen, (areOptionsOpen) => change({ areOptionsOpen }))}
    </div>
    ${compare.areOptionsOpen ? optionsView(compare, change) : nothing}
    ${compare.questionsOf === run.id ? questionsView(compare, ask) : nothing}
  `;
}

async function toggleQuestions(run: RunRow, compare: CompareState, dispatch: Dispatch, host: Host): Promise<void> {
  if (compare.questionsOf === run.id) {
    const { questions, questionsOf, ...rest } = compare;
    return dispatch({ kind: "compare", change: { ...rest, questionsOf: "" } });
  }
  dispatch({ kind: "questions", runId: run.id, questions: await host["compare/questions"](run.id) });
}

const optionsView = (compare: CompareState, change: (change: Partial<CompareState>) => void): TemplateResult => html`
  <div class="grid">
    ${textField(
      {
        id: "max-tokens",
        label: t("Longest answer"),
        value: compare.maxTokens,
        type: "number",
        minimum: 1,
        help: t("in tokens"),
      },
      (maxTokens) => change({ maxTokens }),
    )}
    ${textField(
      {
        id: "temperature",
        label: t("Temperature"),
        value: compare.temperature,
        type: "number",
        minimum: 0,
        maximum: 5,
        help: t("0 always takes the likeliest token"),
      },
      (temperature) => change({ temperature }),
    )}
    ${textField(
      {
        id: "seed",
        label: t("Seed"),
        value: compare.seed,
        type: "number",
        minimum: 0,
        help: t("the same for both models"),
      },
      (seed) => change({ seed }),
    )}
    ${textField(
      {
        id: "system",
        label: t("Instructions"),
        value: compare.system,
        help: t("before the question, for both models"),
      },
      (system) => change({ system }),
    )}
  </div>
`;

const questionsView = (
  { questions = [] }: CompareState,
  ask: (question: string, reference: string) => void,
): TemplateResult =>
  questions.length === 0
    ? html`<p class="help">${t("This run held no examples back.")}</p>`
    : html`<ul class="questions" aria-label=${t("Held-out questions")}>
        ${questions.map(
          ({ question, reference, source }) =>
            html`<li>
              <button class="link" @click=${() => ask(question, reference)}>${question}</button>
              ${source === undefined ? nothing : html`<span class="help">${source}</span>`}
            </li>`,
        )}
      </ul>`;

/** What was typed where a number belongs counts as the default when it is none. */
const numberOf = (text: string, fallback: number): number =>
  text.trim() !== "" && Number.isFinite(Number(text)) ? Math.max(0, Number(text)) : fallback;

function formOf(run: RunRow, compare: CompareState, question: string, reference?: string): CompareForm {
  const other = compare.otherRunId;
  const system = compare.system.trim();
  return {
    runId: run.id,
    sides: [
      other === undefined || other === BASE ? { scale: 1 } : { runId: other, scale: numberOf(compare.otherScale, 1) },
      { runId: run.id, scale: numberOf(compare.scale, 1) },
    ],
    messages: [
      ...(system === "" ? [] : [{ role: "system" as const, content: system }]),
      { role: "user", content: question },
    ],
    ...(reference !== undefined && { reference }),
    maxTokens: Math.max(1, Math.round(numberOf(compare.maxTokens, 256))),
    temperature: numberOf(compare.temperature, 0),
    seed: Math.round(numberOf(compare.seed, 0)),
    isBlind: compare.isBlind,
  };
}

function votesView(run: RunRow, { snapshot }: PanelState): TemplateResult | typeof nothing {
  const count = snapshot?.votes.find(({ runId }) => runId === run.id);
  if (!count) return nothing;
  return html`<p class="votes" role="status">
    ${t("Your votes for {0}: tuned {1}, base {2}, the same {3}.", run.title, count.tuned, count.base, count.same)}
  </p>`;
}
