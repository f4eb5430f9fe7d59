import { html, nothing, type TemplateResult } from "lit";
import type { CuratedSort, DatasetCounts } from "../../../core/curatedQuery.ts";
import { t } from "../../strings.ts";
import { button, checkbox, type Choice, selectField } from "../../components/controls.ts";
import {
  concernChoices,
  conditionCount,
  type Filter,
  kindChoices,
  NO_FILTER,
  sortChoices,
  splitChoices,
  stateChoices,
  tagChoices,
} from "../filter.ts";
import type { ReviewContext } from "../reviewHost.ts";

/** What was typed is searched for after a pause, not at each letter. */
const PAUSE_MS = 150;
let timer: number | undefined;

/** Words to search for, and conditions. */
export function filterView({ state, dispatch }: ReviewContext, counts: DatasetCounts): TemplateResult {
  const { filter, isFilterOpen } = state;
  const change = (change: Partial<Filter>) => dispatch({ kind: "filter", change });
  const count = conditionCount(filter);
  const select = (id: string, label: string, value: string, choices: readonly Choice[], on: (value: string) => void) =>
    selectField({ id, label, value, choices }, on);
  return html`
    <div class="row search">
      <vscode-textfield
        id="search"
        class="grow"
        .label=${t("Search examples")}
        placeholder=${t("Search questions, answers, paths, tags")}
        .value=${filter.text}
        @input=${(event: Event) => {
          const text = (event.target as HTMLInputElement).value;
          window.clearTimeout(timer);
          timer = window.setTimeout(() => change({ text }), PAUSE_MS);
        }}
      ></vscode-textfield>
      <button
        class="icon-button"
        type="button"
        aria-expanded=${isFilterOpen ? "true" : "false"}
        aria-controls="filters"
        title=${t("Filters")}
        aria-label=${count === 0 ? t("Filters") : t("Filters, {0} set", count)}
        @click=${() => dispatch({ kind: "filter-open", isOpen: !isFilterOpen })}
      >
        <vscode-icon name=${count === 0 ? "filter" : "filter-filled"}></vscode-icon>
      </button>
    </div>
    <div id="filters" class="filters" ?hidden=${!isFilterOpen}>
      ${
        isFilterOpen
          ? html`
              ${select("filter-state", t("State"), filter.state, stateChoices(counts, filter.state), (value) =>
                change({ state: value as Filter["state"] }),
              )}
              ${select("filter-kind", t("Kind"), filter.kind, kindChoices(counts, filter.kind), (kind) =>
                change({ kind }),
              )}
              ${select(
                "filter-concern",
                t("Concern"),
                filter.concern,
                concernChoices(counts, filter.concern),
                (concern) => change({ concern }),
              )}
              ${select("filter-split", t("Split"), filter.split, splitChoices(counts, filter.split), (value) =>
                change({ split: value as Filter["split"] }),
              )}
              ${
                Object.keys(counts.byTag).length === 0 && filter.tag === ""
                  ? nothing
                  : select("filter-tag", t("Tag"), filter.tag, tagChoices(counts, filter.tag), (tag) => change({ tag }))
              }
              ${select("filter-sort", t("Order"), filter.sort, sortChoices(), (value) =>
                change({ sort: value as CuratedSort }),
              )}
              ${checkbox(t("Last first"), filter.isDescending, (isDescending) => change({ isDescending }))}
              ${
                count === 0
                  ? nothing
                  : button(t("Clear filters"), () => change({ ...NO_FILTER, text: filter.text }), { isSecondary: true })
              }
            `
          : nothing
      }
    </div>
  `;
}
