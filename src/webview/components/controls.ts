import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Activity } from "../../protocol/panel.ts";
import type { Host } from "../host.ts";
import { formatDuration } from "../format.ts";
import { t } from "../strings.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

interface FieldOptions {
  readonly id: string;
  readonly label: string;
  /** Shown below the control. */
  readonly help?: string | TemplateResult;
}

/** A control with its label above and what it means below. */
const field = ({ id, label, help }: FieldOptions, control: TemplateResult): TemplateResult => html`
  <div class="field">
    <span class="label" aria-hidden="true">${label}</span>
    ${control} ${help === undefined ? nothing : html`<div class="help" id="${id}-help">${help}</div>`}
  </div>
`;

/** Choices are keyed by all that is seen of them: the control keeps a list of its own, and hears of no other label. */
export function selectField(
  options: FieldOptions & {
    readonly value: string;
    readonly choices: readonly Choice[];
    readonly isDisabled?: boolean;
  },
  onChange: (value: string) => void,
): TemplateResult {
  const { id, label, value, choices, isDisabled = false } = options;
  return field(
    options,
    html`<vscode-single-select
      id=${id}
      .label=${label}
      .value=${value}
      ?disabled=${isDisabled}
      @change=${(event: Event) => onChange(typedIn(event))}
    >
      ${repeat(
        choices,
        ({ value, label }) => `${value}\n${label}`,
        (choice) =>
          html`<vscode-option
            value=${choice.value}
            description=${choice.description ?? ""}
            ?selected=${choice.value === value}
            >${choice.label}</vscode-option
          >`,
      )}
    </vscode-single-select>`,
  );
}

export const textField = (
  options: FieldOptions & {
    readonly value: string;
    readonly placeholder?: string;
    readonly type?: "text" | "number";
    readonly minimum?: number;
    readonly maximum?: number;
    readonly isInvalid?: boolean;
  },
  onChange: (value: string) => void,
): TemplateResult =>
  field(
    options,
    html`<vscode-textfield
      id=${options.id}
      .label=${options.label}
      .value=${options.value}
      .type=${options.type ?? "text"}
      step="any"
      placeholder=${options.placeholder ?? ""}
      min=${options.minimum ?? nothing}
      max=${options.maximum ?? nothing}
      @change=${(event: Event) => onChange(typedIn(event))}
    ></vscode-textfield>`,
  );

export const checkbox = (label: string, isChecked: boolean, onChange: (isChecked: boolean) => void): TemplateResult =>
  html`<vscode-checkbox
    .label=${label}
    .checked=${isChecked}
    @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
  ></vscode-checkbox>`;

export const button = (
  label: string,
  onClick: () => unknown,
  {
    icon,
    isSecondary = false,
    isDisabled = false,
    title,
  }: {
    readonly icon?: string;
    readonly isSecondary?: boolean;
    readonly isDisabled?: boolean;
    readonly title?: string;
  } = {},
): TemplateResult =>
  html`<vscode-button
    icon=${icon ?? nothing}
    title=${title ?? nothing}
    ?secondary=${isSecondary}
    ?disabled=${isDisabled}
    @click=${() => void onClick()}
    >${label}</vscode-button
  >`;

/** How far something is, with a way to stop it. What is done is read aloud; how far it is, only to who goes there. */
export const activityView = (
  activity: Pick<Activity, "id" | "text" | "fraction" | "secondsLeft">,
  host: Pick<Host, "activity/cancel">,
): TemplateResult => html`
  <div class="activity">
    <div class="row">
      <span class="grow" role="status">${activity.text}</span>
      ${activity.fraction === undefined ? nothing : html`<span>${Math.floor(activity.fraction * 100)} %</span>`}
      ${
        activity.secondsLeft === undefined
          ? nothing
          : html`<span class="help">${t("about {0} left", formatDuration(activity.secondsLeft))}</span>`
      }
      ${button(t("Stop"), () => host["activity/cancel"](activity.id), { isSecondary: true })}
    </div>
    ${progressBar(activity.text, activity.fraction)}
  </div>
`;

export const progressBar = (label: string, fraction: number | undefined): TemplateResult =>
  html`<vscode-progress-bar
    aria-label=${label}
    .value=${fraction === undefined ? undefined : fraction * 100}
    ?indeterminate=${fraction === undefined}
  ></vscode-progress-bar>`;

/** What stands where there is nothing yet: why, and what to do. */
export const emptyState = (icon: string, text: string, ...actions: readonly TemplateResult[]): TemplateResult => html`
  <div class="empty">
    <vscode-icon name=${icon} size="32"></vscode-icon>
    <p>${text}</p>
    <div class="row centre">${actions}</div>
  </div>
`;

/** Something that the user should know; not an error of the program. What errors say begins small, and a note does not. */
export const note = (kind: "warning" | "info" | "error", text: string | TemplateResult): TemplateResult => html`
  <div class="note ${kind}" role=${kind === "info" ? "note" : "alert"}>
    <vscode-icon name=${kind}></vscode-icon>
    <div>${typeof text === "string" ? capitalized(text) : text}</div>
  </div>
`;

export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What stands in the field that an event is of. What was drawn last may not have it yet. */
export const typedIn = ({ target }: Event): string => (target as HTMLInputElement).value;
