import { html, nothing, type TemplateResult } from "lit";
import type { AnswerPlace, ComparisonView, KeptView } from "../../../protocol/panel.ts";
import type { Host } from "../../host.ts";
import { answerKey, type CompareState, type Dispatch } from "../state.ts";
import { t } from "../../strings.ts";
import { button, typedIn } from "../../components/controls.ts";

interface AnswerContext {
  readonly comparison: ComparisonView;
  readonly place: AnswerPlace;
  readonly drafts: CompareState["drafts"];
  readonly dispatch: Dispatch;
  readonly host: Host;
}

/** What can be made of one answer: an example, as it is or edited, or a preference. Nothing here says whose it is. */
export function answerActions(context: AnswerContext): TemplateResult | typeof nothing {
  const { comparison, place, drafts } = context;
  const { answers, preference } = comparison;
  const answer = answers[place === "left" ? 0 : 1];
  if (answer.state !== "done") return nothing;
  const draft = drafts[answerKey(comparison.id, place)];
  if (draft !== undefined) return draftView(context, draft);
  const isPreferred = preference?.better === place;
  return html`<div class="row wrap answer-actions">
      ${answer.kept === undefined ? keepButtons(context, answer.text) : nothing}
      ${isPreferred ? nothing : preferButton(context)}
    </div>
    ${answer.kept === undefined ? nothing : keptView(t("In the dataset."), answer.kept, context)}
    ${isPreferred ? keptView(t("Preferred to the other, in the dataset."), preference, context) : nothing}`;
}

function keepButtons({ comparison: { id }, place, dispatch, host }: AnswerContext, text: string): TemplateResult {
  return html`
    ${button(t("Add as example"), () => host["compare/keep"](id, place), {
      icon: "add",
      isSecondary: true,
      isDisabled: text.trim() === "",
      title: t("Add the question with this answer to the dataset"),
    })}
    ${button(t("Edit and add"), () => dispatch({ kind: "draft", key: answerKey(id, place), text }), {
      icon: "edit",
      isSecondary: true,
      title: t("Mend the answer first, then add it to the dataset"),
    })}
  `;
}

function preferButton({ comparison: { id, answers }, place, host }: AnswerContext): TemplateResult {
  const [left, right] = answers;
  const [chosen, rejected] = place === "left" ? [left, right] : [right, left];
  const isPair = rejected.state === "done" && chosen.text.trim() !== "" && chosen.text.trim() !== rejected.text.trim();
  return button(t("Prefer this"), () => host["compare/prefer"](id, place), {
    icon: "thumbsup",
    isSecondary: true,
    isDisabled: !isPair,
    title: isPair
      ? t("Add both answers to the dataset: this one is the better")
      : t("There is nothing to prefer: the answers are the same, or this one is empty"),
  });
}

const keptView = (text: string, { exampleId, canTakeBack }: KeptView, { host }: AnswerContext): TemplateResult => html`
  <p class="row wrap kept">
    <vscode-icon name="check"></vscode-icon>
    <span>${text}</span>
    <button class="link" type="button" @click=${() => void host["example/show"](exampleId)}>${t("Show")}</button>
    ${
      canTakeBack
        ? html`<button class="link" type="button" @click=${() => void host["compare/takeBack"](exampleId)}>
            ${t("Take back")}
          </button>`
        : nothing
    }
  </p>
`;

/** The answer, to be mended. Ctrl+Enter adds it, Escape leaves it. */
function draftView({ comparison: { id }, place, dispatch, host }: AnswerContext, draft: string): TemplateResult {
  const key = answerKey(id, place);
  const change = (text: string | undefined) => dispatch({ kind: "draft", key, text });
  const isEmpty = draft.trim() === "";
  const add = async (text = draft): Promise<void> => {
    if (text.trim() === "") return;
    // What was refused can be mended further.
    if (await host["compare/keep"](id, place, text)) change(undefined);
  };
  return html`<form
    class="draft"
    aria-label=${t("Edit the answer")}
    @submit=${(event: Event) => event.preventDefault()}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === "Escape") change(undefined);
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void add(typedIn(event));
      else return;
      event.preventDefault();
    }}
  >
    <textarea
      aria-label=${t("Answer")}
      .value=${draft}
      rows=${Math.min(12, draft.split("\n").length + 2)}
      @input=${(event: Event) => change(typedIn(event))}
    ></textarea>
    <div class="row wrap">
      ${button(t("Add as example"), () => add(), { icon: "add", isDisabled: isEmpty })}
      ${button(t("Cancel"), () => change(undefined), { isSecondary: true })}
    </div>
  </form>`;
}
