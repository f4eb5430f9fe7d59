import { html, nothing, type TemplateResult } from "lit";
import type { BuiltView } from "../../../protocol/datasetViews.ts";
import { counted, formatCount } from "../../format.ts";
import { t } from "../../strings.ts";
import { button, checkbox } from "../../components/controls.ts";
import { type DatasetContext } from "../context.ts";
import { chosenKinds } from "../state.ts";

/** Which kinds of examples the next build makes. */
export function buildForm(context: DatasetContext): TemplateResult {
  const { state, view, counts, dispatch, host } = context;
  const chosen = chosenKinds(state.dataset);
  return html`
    <p class="help">
      ${t("Reads the files of the folder again. What was decided stays with its examples; what was imported stays as it is.")}
    </p>
    <div class="kinds" role="group" aria-label=${t("Kinds of examples")}>
      ${view.kinds.map(({ name, description }) => {
        const count = counts.byKind[name] ?? 0;
        return html`<div>
          ${checkbox(
            count === 0 ? name : t("{0} ({1} now)", name, formatCount(count)),
            chosen.includes(name),
            (isChosen) => dispatch({ kind: "kind", name, isChosen }),
          )}
          <div class="help">${description}</div>
        </div>`;
      })}
    </div>
    <div class="row">
      ${button(t("Build now"), () => host["dataset/rebuild"](chosen), {
        icon: "refresh",
        isDisabled: chosen.length === 0,
      })}
      ${chosen.length === 0 ? html`<span class="help">${t("Choose at least one kind.")}</span>` : nothing}
    </div>
  `;
}

/** What the last build in this window did. */
export function builtView(built: BuiltView): TemplateResult {
  const counts = [
    [built.added, t("added")],
    [built.changed, t("changed")],
    [built.removed, t("removed")],
    [built.stale, t("decided, but the source says something else now")],
    [built.gone, t("decided, but the source is gone")],
    [built.ungroundedCount, t("dropped: not word for word in their source")],
  ] as const;
  const changes = counts.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count)} ${what}`);
  return html`<div class="result" role="status">
    <p>
      ${counted(built.exampleCount, t("Built: 1 example takes part."), t("Built: {0} examples take part.", formatCount(built.exampleCount)))}
      ${counted(built.filesRead, t("1 file was read."), t("{0} files were read.", formatCount(built.filesRead)))}
      ${changes.length === 0 ? t("Nothing changed.") : changes.join(" · ")}
    </p>
    ${
      built.skippedCount === 0
        ? nothing
        : html`<details>
            <summary>
              ${counted(built.skippedCount, t("1 file was passed over"), t("{0} files were passed over", formatCount(built.skippedCount)))}
            </summary>
            <ul>
              ${built.skipped.map(({ path, reason }) => html`<li><code>${path}</code>: ${reason}</li>`)}
            </ul>
          </details>`
    }
  </div>`;
}
