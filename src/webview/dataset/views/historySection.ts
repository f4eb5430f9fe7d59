import { html, nothing, type TemplateResult } from "lit";
import type { RevisionView } from "../../../protocol/datasetViews.ts";
import { formatCount } from "../../format.ts";
import { t } from "../../strings.ts";
import type { DatasetContext } from "../context.ts";
import type { DatasetForm } from "../state.ts";
import { section } from "./sections.ts";

/** More are of no use in an overview. */
const SHOWN = 12;

/** Versions that something happened to, with the runs that learned from each. */
export function historySection(context: DatasetContext, open: (form: DatasetForm) => void): TemplateResult {
  const { view } = context;
  const revisions = view.facts?.revisions ?? [];
  return section(
    t("Revisions"),
    html`${
        revisions.length === 0
          ? html`<p class="help">${t("None yet. Builds, imports and runs leave one each.")}</p>`
          : html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t("Table of revisions")}>
              <table class="data">
                <caption class="unseen">
                  ${t("Revisions, the newest first")}
                </caption>
                <thead>
                  <tr>
                    <th scope="col">${t("When")}</th>
                    <th scope="col">${t("Why")}</th>
                    <th scope="col" class="count">${t("Examples")}</th>
                    <th scope="col">${t("Revision")}</th>
                    <th scope="col">${t("Runs")}</th>
                  </tr>
                </thead>
                <tbody>
                  ${revisions.slice(0, SHOWN).map((revision) => row(context, revision))}
                </tbody>
              </table>
            </div>`
      }
      ${revisions.length > SHOWN ? html`<p class="help">${t("{0} older ones", revisions.length - SHOWN)}</p>` : nothing}
      <div class="row wrap">
        <button class="link" type="button" @click=${() => open("difference")}>${t("Compare two versions…")}</button>
      </div>`,
    true,
  );
}

const row = (
  { state, showRun }: DatasetContext,
  { revision, at, exampleCount, cause, runs }: RevisionView,
): TemplateResult => {
  const titles = runs.map((id) => state.snapshot?.runs.find((run) => run.id === id)?.title ?? id);
  return html`<tr>
    <td>${new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" })}</td>
    <td>${causeText(cause)}</td>
    <td class="count">${formatCount(exampleCount)}</td>
    <td><code title=${revision}>${revision.slice(0, 12)}</code></td>
    <td>
      ${runs.map(
        (id, index) =>
          html`<button class="link" type="button" @click=${() => showRun(id)}>${titles[index]}</button>${
              index < runs.length - 1 ? ", " : nothing
            }`,
      )}
    </td>
  </tr>`;
};

function causeText(cause: RevisionView["cause"]): string {
  switch (cause) {
    case "build":
      return t("built");
    case "import":
      return t("imported");
    case "dedupe":
      return t("deduplicated");
    case "split":
      return t("split");
    case "run":
      return t("trained on");
  }
}
