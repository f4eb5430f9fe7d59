import { html, nothing, type TemplateResult } from "lit";
import type { DuplicatesView, ScanView, ShortExample } from "../../../protocol/datasetViews.ts";
import { formatCount } from "../../format.ts";
import { t } from "../../strings.ts";
import { button, note } from "../../components/controls.ts";
import { activityOf, type DatasetContext, narrowing } from "../context.ts";
import { measuredView } from "./measuredView.ts";

/** What looks like a secret in the files of the folder, whether or not an example holds it. */
export function scanForm(context: DatasetContext): TemplateResult {
  const { view, host } = context;
  const again = () => host["dataset/scan"]();
  return html`${measuredView(context, "scan", view.scan, again, (value) => scanView(context, value))}
    <div class="row wrap">
      ${view.scan.state === "ready" ? button(t("Scan again"), again, { icon: "refresh", isSecondary: true }) : nothing}
    </div>`;
}

function scanView(context: DatasetContext, scan: ScanView): TemplateResult {
  const { fileCount, skippedCount, findings, findingCount, undecidedCount } = scan;
  const { undecided } = context.counts.findings;
  const review = narrowing(context, undecided, { concern: "findings:undecided" });
  return html`
    <p role="status">
      ${t("Files scanned: {0}, passed over: {1}.", formatCount(fileCount), formatCount(skippedCount))}
      ${
        findingCount === 0
          ? t("Nothing that looks like a secret or personal data.")
          : t("{0} found, {1} of them undecided.", formatCount(findingCount), formatCount(undecidedCount))
      }
    </p>
    ${review === undefined ? nothing : html`<div class="row">${button(t("Review"), review, { icon: "key" })}</div>`}
    ${findingCount === 0 ? nothing : findingsTable(scan)}
    ${
      findings.length < findingCount
        ? html`<p class="help">${t("and {0} more", formatCount(findingCount - findings.length))}</p>`
        : nothing
    }
  `;
}

const findingsTable = ({ findings }: ScanView): TemplateResult =>
  html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t("Findings in files")}>
    <table class="data">
      <caption class="unseen">
        ${t("Findings in files, the undecided first")}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t("Rule")}</th>
          <th scope="col">${t("Place")}</th>
          <th scope="col">${t("Masked")}</th>
          <th scope="col">${t("Decision")}</th>
        </tr>
      </thead>
      <tbody>
        ${findings.map(
          ({ rule, path, line, preview, decision }) =>
            html`<tr>
              <td>${rule}</td>
              <td>${path}:${line}</td>
              <td><code>${preview}</code></td>
              <td>
                ${decision === undefined ? t("undecided") : decision === "redact" ? t("taken out") : t("allowed")}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** Examples that say the same: found first, left out only when that is said. */
export function duplicatesForm(context: DatasetContext): TemplateResult {
  const { view, host } = context;
  const { duplicates } = view;
  const again = () => host["dataset/findDuplicates"]();
  const found = duplicates.value?.clusterCount ?? 0;
  return html`${measuredView(context, "duplicates", duplicates, again, (value) => duplicatesView(context, value))}
    <div class="row wrap">
      ${
        found === 0
          ? nothing
          : button(t("Keep one of each"), () => host["dataset/keepDuplicates"](), {
              icon: "check",
              isDisabled: duplicates.state !== "ready" || activityOf(context, "duplicates") !== undefined,
              title: t("One example of each group takes part; the others are left out, not deleted"),
            })
      }
    </div>`;
}

function duplicatesView(context: DatasetContext, found: DuplicatesView): TemplateResult {
  const { exampleCount, clusters, clusterCount, exactCount, nearCount } = found;
  if (clusterCount === 0) {
    return note("info", t("Among {0} examples, none says what another says.", formatCount(exampleCount)));
  }
  const line = (example: ShortExample) =>
    html`<button class="link" type="button" @click=${() => void context.host["example/show"](example.id)}>
        ${example.title === "" ? t("(hidden until it is decided)") : example.title}</button
      ><span class="help"> ${example.kind} ${example.place}</span>`;
  return html`
    <p role="status">
      ${t("Groups: {0}, among {1} examples. Duplicates to the letter: {2}, nearly: {3}.", ...[clusterCount, exampleCount, exactCount, nearCount].map(formatCount))}
    </p>
    <ul class="clusters" aria-label=${t("Groups that say the same, the largest first")}>
      ${clusters.map(
        ({ representative, members, memberCount }) =>
          html`<li>
            <div>${t("Takes part:")} ${line(representative)}</div>
            <ul>
              ${members.map(
                (member) =>
                  html`<li>
                    ${member.similarity === 1 ? t("same") : t("{0} % alike", Math.floor(100 * member.similarity))}
                    ${line(member)}
                  </li>`,
              )}
              ${memberCount > members.length ? html`<li>${t("and {0} more", memberCount - members.length)}</li>` : nothing}
            </ul>
          </li>`,
      )}
    </ul>
  `;
}
