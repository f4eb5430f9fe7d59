import { html, nothing, type TemplateResult } from "lit";
import type { CuratedRow } from "../../../core/curatedQuery.ts";
import type { DecisionChange } from "../../../core/review.ts";
import type { RowListData } from "../../components/rowList.ts";
import { formatCount } from "../../format.ts";
import { t } from "../../strings.ts";
import { button } from "../../components/controls.ts";
import { NO_FILTER, queryOf } from "../filter.ts";
import type { ReviewContext } from "../reviewHost.ts";
import { rowAt } from "../state.ts";
import { exclusionText, stateIcon, stateText } from "../words.ts";

/** The examples that match, however many they are. */
export function listView(context: ReviewContext): TemplateResult {
  const { state, dispatch } = context;
  const { list, selection } = state;
  const total = list.total ?? 0;
  const data: RowListData = {
    total,
    selected: selection === undefined || selection.version === -1 ? -1 : selection.place,
    rowAt: (place) => rowView(rowAt(list, place)),
  };
  return html`
    ${bulkView(context, total)}
    ${
      list.total === 0
        ? html`<div class="nothing">
            <p>${t("No example matches.")}</p>
            ${button(t("Show all"), () => dispatch({ kind: "filter", change: NO_FILTER }), { isSecondary: true })}
          </div>`
        : html`<row-list
            aria-label=${t("Examples")}
            .data=${data}
            @list-range=${({ detail }: CustomEvent<{ first: number; last: number }>) =>
              dispatch({ kind: "range", ...detail })}
            @list-select=${({ detail }: CustomEvent<number>) => dispatch({ kind: "select", place: detail })}
          ></row-list>`
    }
  `;
}

function bulkView({ state, host }: ReviewContext, total: number): TemplateResult {
  const all = (change: DecisionChange) => () => host["examples/decideAll"](queryOf(state.filter), change);
  const choice = (label: string, icon: string, change: DecisionChange) =>
    button(label, all(change), { icon, isSecondary: true });
  if (total === 0) return html`<p class="bulk">${state.list.total === undefined ? t("Reading…") : countText(0)}</p>`;
  return html`<details class="bulk">
    <summary>${countText(total)}<span class="help">${t("decide about all at once")}</span></summary>
    <div class="row wrap" role="group" aria-label=${t("Decide about all examples of the list")}>
      ${choice(t("Accept all"), "check-all", { state: "accepted" })}
      ${choice(t("Reject all"), "circle-slash", { state: "rejected" })}
      ${choice(t("Flag all"), "bookmark", { state: "flagged" })}
      ${choice(t("Take decisions back"), "discard", { state: "proposed" })}
    </div>
  </details>`;
}

const countText = (count: number): string => (count === 1 ? t("1 example") : t("{0} examples", formatCount(count)));

/** A row has room for some words: what the line below says, and marks of code, would take it from what tells rows apart. */
export function rowText({ question, answer, path }: Pick<CuratedRow, "question" | "answer" | "path">): string {
  const text = question || answer;
  const name = path?.split("/").at(-1);
  return (path === undefined || name === undefined ? text : text.replaceAll(path, name)).replaceAll("`", "");
}

function rowView(row: CuratedRow | undefined): TemplateResult {
  if (!row) return html`<span class="line help">…</span>`;
  const isHidden = row.undecidedFindingCount > 0;
  return html`
    ${icon(isHidden ? "lock" : stateIcon(row.state), row.state)}
    <span class="lines">
      <span class="line" title=${isHidden ? nothing : row.question || row.answer}
        >${isHidden ? t("Holds a secret to decide about") : rowText(row)}</span
      >
      <span class="line help">${row.kind}${row.path === undefined ? nothing : html` · ${row.path}`}</span>
    </span>
    ${row.stale === undefined ? nothing : icon("history")} ${row.remarkRules.length === 0 ? nothing : icon("warning")}
    ${row.isEdited ? icon("edit") : nothing} ${row.note === undefined ? nothing : icon("note")}
    <span class="unseen">${iconTexts(row)}</span>
  `;
}

/** Without an element of its own, which costs too much to make while the list is scrolled. */
const icon = (name: string, state = ""): TemplateResult =>
  html`<span class=${`codicon codicon-${name} ${state}`} aria-hidden="true"></span>`;

/** What the icons say, for those who cannot see them. */
function iconTexts(row: CuratedRow): string {
  return [
    stateText(row.state),
    ...(row.isEdited ? [t("edited")] : []),
    ...(row.stale === undefined ? [] : [t("source changed")]),
    ...row.remarkRules,
    ...(row.excluded === undefined || row.excluded === row.state ? [] : [exclusionText(row.excluded)]),
    ...(row.note === undefined ? [] : [row.note]),
  ].join(", ");
}
