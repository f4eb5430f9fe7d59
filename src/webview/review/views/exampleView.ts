import { html, nothing, type TemplateResult } from "lit";
import { contentOf } from "../../../core/exampleText.ts";
import type { CuratedExample } from "../../../core/review.ts";
import { factsText } from "../../format.ts";
import { t } from "../../strings.ts";
import { button, note } from "../../components/controls.ts";
import { type LabelledText, labelledTexts } from "../draft.ts";
import type { ReviewContext } from "../reviewHost.ts";
import { exclusionText, stateText } from "../words.ts";
import { differenceView } from "./differenceView.ts";
import { draftView } from "./draftView.ts";
import { findingsView } from "./findingsView.ts";
import { labelsView } from "./labelsView.ts";

/** One example with its source, what is wrong with it and what was decided. */
export function exampleView(context: ReviewContext, curated: CuratedExample): TemplateResult {
  const { state, host } = context;
  const { example, decision, excluded, remarks, stale, original } = curated;
  const draft = state.drafts[example.id];
  const decided = decision?.state ?? "proposed";
  const facts = [stateText(decided), example.kind, ...(example.split === undefined ? [] : [example.split])];
  return html`
    <article class="example" aria-label=${t("Example")} data-example=${example.id} data-state=${decided}>
      <p class="help">${factsText(facts)}${decision ? html` · ${t("by {0}", decision.by)}` : nothing}</p>
      ${sourceLink(context, curated)}
      ${
        excluded === undefined || excluded === decided || excluded === "secret"
          ? nothing
          : html`<p class="help">${exclusionText(excluded)}</p>`
      }
      ${findingsView(curated, host)} ${remarks.map(({ severity, message }) => note(severity, message))}
      ${stale === undefined ? nothing : differenceView(stale, contentOf(example))}
      ${draft === undefined ? textsView(context, curated) : draftView(context, example.id, contentOf(example), draft)}
      ${
        original === undefined || draft !== undefined
          ? nothing
          : html`<details>
              <summary>${t("As it was proposed")}</summary>
              ${labelledTexts(original).map(textView)}
              ${button(t("Take the edit back"), () => host["example/decide"](example.id, { edit: null }), {
                icon: "discard",
                isSecondary: true,
              })}
            </details>`
      }
      ${labelsView(example.id, decision, host)}
    </article>
  `;
}

/** Text in which something may be secret is shown only when that is asked for. */
function textsView({ state, dispatch }: ReviewContext, curated: CuratedExample): TemplateResult {
  const { example, findings, findingDecisions } = curated;
  const isUndecided = findings.some(({ id }) => !findingDecisions.some((decision) => decision.id === id));
  if (isUndecided && state.revealedId !== example.id) {
    return html`<p class="help">${t("The text stays hidden until you have decided.")}</p>
      ${button(t("Show the text"), () => dispatch({ kind: "reveal", id: example.id }), {
        icon: "eye",
        isSecondary: true,
      })}`;
  }
  return html`${labelledTexts(contentOf(example)).map(textView)}`;
}

const textView = ({ label, text, isLearned, isCode }: LabelledText): TemplateResult => html`
  <h2 class="text-label">${label}</h2>
  <p class="text ${isLearned ? "learned" : ""} ${isCode ? "code" : ""}">${text}</p>
`;

function sourceLink({ run }: ReviewContext, { example: { source, kind } }: CuratedExample): TemplateResult {
  if (source === undefined) return html`<p class="help">${kind === "imported" ? t("Imported") : t("No source")}</p>`;
  const { path, startLine, endLine, title } = source;
  return html`<p class="source">
    <button class="link" type="button" title=${t("Open the source (O)")} @click=${() => run("openSource")}>
      ${t("{0}, lines {1} to {2}", path, startLine, endLine)}
    </button>
    ${title === undefined ? nothing : html`<span class="help">${title}</span>`}
  </p>`;
}
