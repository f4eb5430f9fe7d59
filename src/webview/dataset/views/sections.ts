import { html, nothing, type TemplateResult } from "lit";
import { EXCLUSIONS, REVIEW_STATES } from "../../../core/review.ts";
import { formatCount } from "../../format.ts";
import { exclusionText, stateText } from "../../review/words.ts";
import { t } from "../../strings.ts";
import { type BarRow, barTable, opening } from "../../components/barTable.ts";
import { type DatasetContext, narrowing } from "../context.ts";
import { type DatasetForm } from "../state.ts";

/** A part of the overview. */
export const section = (title: string, content: TemplateResult, isWide = false): TemplateResult =>
  html`<section class="part ${isWide ? "wide" : ""}" aria-label=${title}>
    <h3>${title}</h3>
    ${content}
  </section>`;

/** What a dataset comes to, in six figures. */
export function tilesView(context: DatasetContext): TemplateResult {
  const { counts, view } = context;
  const { facts } = view;
  const tile = (label: string, count: number, onOpen?: () => void, note?: string) =>
    html`<div>
      <dt>${label}</dt>
      <dd>${opening(formatCount(count), onOpen, `${label}: ${formatCount(count)}`)}</dd>
      ${note === undefined ? nothing : html`<dd class="help">${note}</dd>`}
    </div>`;
  return html`<dl class="tiles" aria-label=${t("Overview")}>
    ${tile(t("Examples"), counts.total, narrowing(context, counts.total, {}))}
    ${tile(t("Take part"), counts.effective, narrowing(context, counts.effective, { concern: "excluded:none" }))}
    ${tile(t("Reviewed"), counts.reviewed, undefined, t("{0} %", percent(counts.reviewed, counts.total)))}
    ${facts === undefined ? nothing : tile(t("Files"), facts.fileCount)}
    ${tile(
      t("Secrets to decide"),
      counts.findings.undecided,
      narrowing(context, counts.findings.undecided, { concern: "findings:undecided" }),
    )}
    ${tile(t("Stale"), counts.stale.changed + counts.stale.deleted)}
  </dl>`;
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.floor((100 * part) / whole));

export function statesView(context: DatasetContext): TemplateResult {
  const { byState } = context.counts;
  return section(
    t("By state"),
    barTable(
      t("Examples by state"),
      REVIEW_STATES.map((state) => ({
        label: stateText(state),
        count: byState[state],
        onOpen: narrowing(context, byState[state], { state }),
      })),
    ),
  );
}

export function kindsView(context: DatasetContext): TemplateResult {
  const leftOut = context.view.facts?.built?.leftOut ?? {};
  const counts = new Map(Object.entries(context.counts.byKind));
  for (const kind of Object.keys(leftOut)) if (!counts.has(kind)) counts.set(kind, 0);
  const rows = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  const beyond = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  return section(
    t("By kind"),
    html`${barTable(
      t("Examples by kind"),
      rows.map(([kind, count]): BarRow => {
        const more = leftOut[kind] ?? 0;
        return {
          label: kind,
          count,
          ...(more > 0 && { note: t("+{0} beyond its cap", formatCount(more)) }),
          onOpen: narrowing(context, count, { kind }),
        };
      }),
    )}
    ${
      beyond === 0
        ? nothing
        : html`<p class="help">
            ${t("The last build left {0} out, so that no kind drowns what people wrote to be read.", formatCount(beyond))}
          </p>`
    }`,
  );
}

/** Why examples take no part, and what became of their sources. */
export function leftOutView(context: DatasetContext): TemplateResult {
  const { excluded, stale, byRemark } = context.counts;
  const rows: BarRow[] = [
    ...EXCLUSIONS.map((exclusion) => {
      const count = excluded[exclusion] ?? 0;
      const concern = `excluded:${exclusion}`;
      return { label: exclusionText(exclusion), count, onOpen: narrowing(context, count, { concern }) };
    }),
    {
      label: t("Source changed since the decision"),
      count: stale.changed,
      onOpen: narrowing(context, stale.changed, { concern: "stale:changed" }),
    },
    {
      label: t("Source deleted"),
      count: stale.deleted,
      onOpen: narrowing(context, stale.deleted, { concern: "stale:deleted" }),
    },
    ...Object.entries(byRemark).map(([rule, count]) => ({
      label: t("Doubt: {0}", rule),
      count,
      onOpen: narrowing(context, count, { concern: `remark:${rule}` }),
    })),
  ].filter(({ count }) => count > 0);
  return section(
    t("Left out, stale and doubtful"),
    rows.length === 0
      ? html`<p class="help">${t("Nothing: all examples take part, and their sources say what they did.")}</p>`
      : barTable(t("Examples that are left out, stale or doubtful"), rows),
  );
}

export function findingsView(context: DatasetContext, open: (form: DatasetForm) => void): TemplateResult {
  const { view, counts } = context;
  const findings = view.facts?.findings ?? [];
  const { total, undecided } = counts.findings;
  const review = narrowing(context, undecided, { concern: "findings:undecided" });
  return section(
    t("Secrets and personal data"),
    html`${
        total === 0
          ? html`<p class="help">${t("None was found in the examples.")}</p>`
          : html`<table class="data">
              <caption class="unseen">
                ${t("Findings by rule")}
              </caption>
              <thead>
                <tr>
                  <th scope="col">${t("Rule")}</th>
                  <th scope="col" class="count">${t("Undecided")}</th>
                  <th scope="col" class="count">${t("Decided")}</th>
                </tr>
              </thead>
              <tbody>
                ${findings.map(
                  ({ rule, category, total: all, undecided: open }) =>
                    html`<tr>
                      <td>${rule} <span class="help">${category === "personal" ? t("personal") : nothing}</span></td>
                      <td class="count ${open > 0 ? "warning" : ""}">${formatCount(open)}</td>
                      <td class="count">${formatCount(all - open)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
      <div class="row wrap">
        ${
          review === undefined
            ? nothing
            : html`<vscode-button secondary icon="key" @click=${review}>${t("Review")}</vscode-button>`
        }
        <button class="link" type="button" @click=${() => open("scan")}>${t("Scan the files…")}</button>
      </div>`,
  );
}

export function duplicatesSection(context: DatasetContext, open: (form: DatasetForm) => void): TemplateResult {
  const { facts } = context.view;
  const left = context.counts.excluded.duplicate ?? 0;
  return section(
    t("Duplicates"),
    html`<p>
        ${
          facts === undefined || facts.clusterCount === 0
            ? t("No examples say the same.")
            : t(
                "Groups that say the same: {0}. One example of each takes part; left out: {1}.",
                formatCount(facts.clusterCount),
                formatCount(left),
              )
        }
      </p>
      <div class="row wrap">
        ${
          left === 0
            ? nothing
            : html`<vscode-button
                secondary
                icon="copy"
                @click=${narrowing(context, left, { concern: "excluded:duplicate" })}
                >${t("Show those left out")}</vscode-button
              >`
        }
        <button class="link" type="button" @click=${() => open("duplicates")}>${t("Look for duplicates…")}</button>
      </div>`,
  );
}
