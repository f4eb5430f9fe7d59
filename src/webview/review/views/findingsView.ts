import { html, nothing, type TemplateResult } from "lit";
import type { CuratedExample, Finding, FindingDecision } from "../../../core/review.ts";
import { t } from "../../strings.ts";
import { button } from "../../components/controls.ts";
import type { ReviewHost } from "../reviewHost.ts";

/** Secrets and personal data in an example, masked, with what can be done about each. */
export function findingsView(
  { findings, findingDecisions }: CuratedExample,
  host: Pick<ReviewHost, "findings/decide">,
): TemplateResult | typeof nothing {
  if (findings.length === 0) return nothing;
  return html`<ul class="findings" aria-label=${t("Secrets and personal data")}>
    ${findings.map((finding) => findingView(finding, findingDecisions, host))}
  </ul>`;
}

function findingView(
  { id, rule, category, preview, source }: Finding,
  decisions: readonly FindingDecision[],
  host: Pick<ReviewHost, "findings/decide">,
): TemplateResult {
  const decided = decisions.find((decision) => decision.id === id)?.action;
  const choice = (label: string, action: FindingDecision["action"], title: string) =>
    button(label, () => host["findings/decide"]([id], action), {
      isSecondary: true,
      isDisabled: decided === action,
      title,
    });
  return html`<li class="note ${decided === undefined ? "warning" : "info"}">
    <vscode-icon name=${category === "secret" ? "key" : "person"}></vscode-icon>
    <div>
      <div>${rule} <code>${preview}</code></div>
      <div class="help">
        ${t("{0}, line {1}", source.path, source.startLine)} ·
        ${
          decided === undefined
            ? t("the example stays out until you decide")
            : decided === "redact"
              ? t("taken out of the text")
              : t("allowed")
        }
      </div>
      <div class="row wrap">
        ${choice(t("Redact"), "redact", t("Learn the example without this text"))}
        ${choice(t("Allow"), "allow", t("It is no secret: learn the example as it is"))}
      </div>
    </div>
  </li>`;
}
