import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../strings.ts";
import { button, checkbox, note, textField } from "../../components/controls.ts";
import { activityOf, type DatasetContext, isMeasuring } from "../context.ts";
import { isSameForm, splitFormOf } from "../state.ts";
import { measuredView } from "./measuredView.ts";
import { splitView } from "./splitSection.ts";

/** Other splits: looked at first, kept only when that is said. */
export function splitForm(context: DatasetContext): TemplateResult {
  const { state, view, dispatch, host } = context;
  const text = state.dataset.split;
  const parsed = splitFormOf(text);
  const form = "form" in parsed ? parsed.form : undefined;
  const { draw } = view;
  const number = (name: "train" | "validation" | "test" | "seed", label: string, help?: string) =>
    textField(
      {
        ...{ id: `split-${name}`, label, value: text[name], type: "number", minimum: 0 },
        ...(help !== undefined && { help }),
      },
      (value) => dispatch({ kind: "split", change: { [name]: value } }),
    );
  return html`
    <p class="help">
      ${t("Files, questions and examples that say the same are never parted. The test set stays as it is, so that figures stay comparable.")}
    </p>
    <div class="grid">
      ${number("train", t("Training"), t("shares, in any unit"))} ${number("validation", t("Validation"))}
      ${number("test", t("Test"))} ${number("seed", t("Seed"), t("another seed is another draw"))}
    </div>
    <div class="row wrap">
      ${checkbox(t("A new test set"), text.thaws, (thaws) => dispatch({ kind: "split", change: { thaws } }))}
      ${text.thaws ? html`<span class="help warning">${t("Earlier figures can then not be compared.")}</span>` : nothing}
    </div>
    ${
      "wrong" in parsed
        ? note(
            "warning",
            parsed.wrong === "seed"
              ? t("The seed is no whole number from 0 on.")
              : t("Shares are numbers from 0 on, and training needs more than 0."),
          )
        : nothing
    }
    ${measuredView(
      context,
      "draw",
      draw,
      () => form && host["dataset/draw"](form),
      (value) =>
        html`<h4>${t("What this draw gives; nothing is changed yet")}</h4>
          ${splitView(context, value)}`,
    )}
    <div class="row wrap">
      ${button(t("Try this draw"), () => form && host["dataset/draw"](form), {
        icon: "eye",
        isSecondary: draw.value !== undefined,
        isDisabled: form === undefined || isMeasuring(draw),
      })}
      ${
        draw.value === undefined
          ? nothing
          : button(t("Keep this split"), () => form && host["dataset/keepDraw"](form), {
              icon: "check",
              // What is kept is what was looked at.
              isDisabled:
                !isSameForm(draw.value.drawn?.form, form) ||
                draw.state !== "ready" ||
                activityOf(context, "draw") !== undefined,
            })
      }
    </div>
  `;
}
