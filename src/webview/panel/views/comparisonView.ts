import { html, nothing, type TemplateResult } from "lit";
import type { AnswerPlace, AnswerView, ComparisonView, Vote } from "../../../protocol/panel.ts";
import { type AnswerPiece, answerPieces, comparedAnswers } from "../comparedAnswers.ts";
import type { Host } from "../../host.ts";
import type { CompareState, Dispatch } from "../state.ts";
import { t } from "../../strings.ts";
import { answerActions } from "./answerActions.ts";
import { answerPiece } from "./answerPiece.ts";
import { button, note, progressBar } from "../../components/controls.ts";

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
  const [ours, theirs] = isDone
    ? comparedAnswers(left.text, right.text)
    : [answerPieces(left.text), answerPieces(right.text)];
  const actions = (place: AnswerPlace) => answerActions({ comparison, place, drafts, dispatch, host });
  return html`<article class="comparison" aria-label=${question} data-comparison=${id}>
    <h3>${question}</h3>
    <div class="answers">
      ${answerView(left, ours, isHidden ? t("Answer A") : left.title, vote === "left", actions("left"))}
      ${answerView(right, theirs, isHidden ? t("Answer B") : right.title, vote === "right", actions("right"))}
    </div>
    ${error === undefined ? nothing : note("error", error)}
    ${isDone && vote === undefined ? voteRow(comparison, isHidden, host) : nothing}
    ${vote === "same" ? html`<p class="help">${t("You found them equally good.")}</p>` : nothing}
    ${
      reference === undefined || !isDone || isHidden
        ? nothing
        : html`<details>
            <summary>${t("What the file says")}</summary>
            <div class="answer">${piecesView(answerPieces(reference))}</div>
          </details>`
    }
  </article>`;
}

/** Answers are voted for by name: in a narrow panel they stand below each other, not left and right. */
function voteRow({ id, answers: [left, right] }: ComparisonView, isHidden: boolean, host: Host): TemplateResult {
  const give = (label: string, vote: Vote) =>
    button(label, () => host["compare/vote"](id, vote), { isSecondary: true });
  return html`<div class="row wrap votes" role="group" aria-label=${t("Which is better?")}>
    <span class="help">${t("Which is better?")}</span>
    ${give(isHidden ? t("A") : left.title, "left")} ${give(t("The same"), "same")}
    ${give(isHidden ? t("B") : right.title, "right")}
  </div>`;
}

const piecesView = (pieces: readonly AnswerPiece[]): TemplateResult[] =>
  pieces.map(({ kind, parts }) =>
    answerPiece(
      kind,
      parts.map(({ text, isShared }) => (isShared ? text : html`<mark>${text}</mark>`)),
    ),
  );

function answerView(
  answer: AnswerView,
  pieces: readonly AnswerPiece[],
  title: string,
  isBetter: boolean,
  actions: TemplateResult | typeof nothing,
): TemplateResult {
  const { state, tokensPerSecond, answerTokens, isCut } = answer;
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
    <div class="answer" data-state=${state}>${piecesView(pieces)}</div>
    ${actions}
  </div>`;
}
