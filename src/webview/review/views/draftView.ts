import { html, type TemplateResult } from "lit";
import type { ExampleContent } from "../../../core/example.ts";
import { SEND_KEYS } from "../../sendKeys.ts";
import { t } from "../../strings.ts";
import { button } from "../../components/controls.ts";
import { labelledTexts } from "../draft.ts";
import type { ReviewContext } from "../reviewHost.ts";

/** The texts of an example, to be changed. Ctrl+Enter keeps the change, Escape leaves it. */
export function draftView(
  { dispatch, run }: ReviewContext,
  id: string,
  content: ExampleContent,
  draft: readonly string[],
): TemplateResult {
  const leave = () => dispatch({ kind: "draft", id, texts: undefined });
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run("accept");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<form
    class="draft"
    aria-label=${t("Edit the example")}
    @keydown=${onKey}
    @submit=${(event: Event) => event.preventDefault()}
  >
    ${labelledTexts(content).map(
      ({ label, text, isCode }, index) => html`
        <label class="text-label" for="draft-${index}">${label}</label>
        <textarea
          id="draft-${index}"
          class=${isCode ? "code" : ""}
          .value=${draft[index] ?? text}
          @input=${(event: Event) => {
            const { value } = event.target as HTMLTextAreaElement;
            const texts = draft.map((before, place) => (place === index ? value : before));
            dispatch({ kind: "draft", id, texts });
          }}
        ></textarea>
      `,
    )}
    <div class="row wrap">
      ${button(t("Keep and accept"), () => run("accept"), { icon: "check", title: t("Keep and accept ({0})", SEND_KEYS) })}
      ${button(t("Cancel"), leave, { isSecondary: true, title: t("Cancel (Escape)") })}
    </div>
  </form>`;
}
