import { html, type TemplateResult } from "lit";
import type { Decision } from "../../../core/review.ts";
import { t } from "../../strings.ts";
import { textField } from "../../components/controls.ts";
import type { ReviewHost } from "../reviewHost.ts";

/** A note and tags that people give an example; kept as soon as they are typed. */
export function labelsView(
  id: string,
  decision: Decision | undefined,
  host: Pick<ReviewHost, "example/decide">,
): TemplateResult {
  return html`<div class="labels">
    ${textField(
      { id: "note", label: t("Note"), value: decision?.note ?? "" },
      (note) => void host["example/decide"](id, { note }),
    )}
    <ul class="row wrap" aria-label=${t("Tags")}>
      ${(decision?.tags ?? []).map(
        (tag) =>
          html`<li>
            <button
              class="badge tag"
              type="button"
              title=${t("Remove the tag {0}", tag)}
              aria-label=${t("Remove the tag {0}", tag)}
              @click=${() => void host["example/decide"](id, { removeTags: [tag] })}
            >
              ${tag} ×
            </button>
          </li>`,
      )}
    </ul>
    <vscode-textfield
      id="new-tag"
      .label=${t("Add a tag")}
      placeholder=${t("Add a tag")}
      @keydown=${(event: KeyboardEvent) => {
        const field = event.currentTarget as HTMLInputElement;
        const tag = field.value.trim();
        if (event.key !== "Enter" || tag === "") return;
        field.value = "";
        void host["example/decide"](id, { addTags: [tag] });
      }}
    ></vscode-textfield>
  </div>`;
}
