import { html, nothing, type TemplateResult } from "lit";
import type { AnswerPlace, AnswerView, ComparisonView, Vote } from "../../protocol/panel.ts";
import { type DiffPart, diffWords } from "../diffWords.ts";
import type { Host } from "../host.ts";
import type { CompareState } from "../state.ts";
import { t } from "../strings.ts";
import { answerActions } from "./answerActions.ts";
import { button, note, progressBar } from "./controls.ts";
import type { Dispatch } from "./panelView.ts";

/** A question with both answers, what was thought of them, and what can be made of them. */
export function comparisonView(
  comparison: ComparisonView,
  drafts: CompareState["drafts"],
  dispatch: Dispatch,
  host: Host,
): TemplateResult {
  const { id, question, reference, answers, isBlind, vote, error } = comparison;
  const [left, right] = answers;
  const isDone = left.state === "done" && right.state === "done";
  const isHidden = isBlind && vote === undefined;
  const [leftParts, rightParts] = isDone ? diffWords(left.text, right.text) : [undefined, undefined];
  const actions = (place: AnswerPlace) => answerActions({ comparison, place, drafts, dispatch, host });
  return html`<article class="comparison" aria-label=${question} data-comparison=${id}>
    <h3>${question}</h3>
    <div class="answers">
      ${answerView(left, leftParts, isHidden ? t("Answer A") : left.title, vote === "left", actions("left"))}
      ${answerView(right, rightParts, isHidden ? t("Answer B") : right.title, vote === "right", actions("right"))}
    </div>
    ${error === undefined ? nothing : note("error", error)}
    ${isDone && vote === undefined ? voteRow(id, isHidden, host) : nothing}
    ${vote === "same" ? html`<p class="help">${t("You found them equally good.")}</p>` : nothing}
    ${
      reference === undefined || !isDone || isHidden
        ? nothing
        : html`<details>
            <summary>${t("What the file says")}</summary>
            <p class="answer">${reference}</p>
          </details>`
    }
  </article>`;
}

function voteRow(id: string, isHidden: boolean, host: Host): TemplateResult {
  const give = (label: string, vote: Vote, icon: string) =>
    button(label, () => host["compare/vote"](id, vote), { isSecondary: true, icon });
  return html`<div class="row wrap votes" role="group" aria-label=${t("Which is better?")}>
    <span class="help">${t("Which is better?")}</span>
    ${give(isHidden ? t("A") : t("Left"), "left", "arrow-left")} ${give(t("The same"), "same", "dash")}
    ${give(isHidden ? t("B") : t("Right"), "right", "arrow-right")}
  </div>`;
}

/** White space counts in an answer, so none stands around this in the page. */
const textOf = (text: string, parts: readonly DiffPart[] | undefined) =>
  parts === undefined ? text : parts.map((part) => (part.isShared ? part.text : html`<mark>${part.text}</mark>`));

function answerView(
  answer: AnswerView,
  parts: readonly DiffPart[] | undefined,
  title: string,
  isBetter: boolean,
  actions: TemplateResult | typeof nothing,
): TemplateResult {
  const { state, text, tokensPerSecond, answerTokens, isCut } = answer;
  return html`<div class="card ${isBetter ? "better" : ""}" role="group" aria-label=${title}>
    <div class="row wrap">
      <h4 class="grow">${title}${isBetter ? html` <span class="badge">${t("better")}</span>` : nothing}</h4>
      ${
        tokensPerSecond === undefined
          ? nothing
          : html`<span class="help"
              >${t("{0} tokens, {1} tokens/s", answerTokens ?? 0, tokensPerSecond.toFixed(1))}${
                isCut ? ` · ${t("cut")}` : ""
              }</span
            >`
      }
    </div>
    ${state === "waiting" ? progressBar(t("Waiting"), undefined) : nothing}
    <p class="answer" data-state=${state}>${textOf(text, parts)}</p>
    ${actions}
  </div>`;
}
