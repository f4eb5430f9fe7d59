import { html, nothing, type TemplateResult } from "lit";
import type { BrokenText, ImportedView, ImportOptionsView, ImportPreviewView } from "../../../protocol/datasetViews.ts";
import { counted, formatCount } from "../../format.ts";
import { t } from "../../strings.ts";
import { activityView, button, note, selectField } from "../../components/controls.ts";
import { activityOf, type DatasetContext, isMeasuring } from "../context.ts";
import { importOptionsOf } from "../state.ts";
import { measuredView } from "./measuredView.ts";

const DETECTED = "";

/** A file of another tool: how it would be read, and its first rows, before anything is taken. */
export function importForm(context: DatasetContext): TemplateResult {
  const { view, host } = context;
  const { importing, imported } = view;
  const activity = activityOf(context, "import");
  if (activity) return activityView(activity, host);
  const choose = html`<div class="row wrap">
    ${button(t("Choose a file…"), () => host["dataset/chooseImport"](false), { icon: "file", isSecondary: !!importing })}
    ${button(t("Choose a folder…"), () => host["dataset/chooseImport"](true), { icon: "folder", isSecondary: true })}
  </div>`;
  if (importing === undefined) {
    return html`
      <p class="help">
        ${t("OpenAI, ShareGPT, Alpaca, TRL, MLX, CSV, TSV and plain text are recognised. You see the first rows before any are taken.")}
      </p>
      ${choose} ${imported === undefined ? nothing : importedView(imported)}
    `;
  }
  return html`
    <p><code>${importing.path}</code></p>
    ${optionsView(context, importing.options)}
    ${measuredView(
      context,
      "preview",
      view.preview,
      () => host["dataset/previewImport"](importOptionsOf(context.state.dataset)),
      previewView,
    )}
    <div class="row wrap">
      ${button(t("Take the good rows"), () => host["dataset/import"](), {
        icon: "add",
        isDisabled: view.preview.state !== "ready",
      })}
      ${button(t("Leave it"), () => host["dataset/leaveImport"](), { isSecondary: true })}
    </div>
  `;
}

function optionsView({ state, view, dispatch, host }: DatasetContext, options: ImportOptionsView): TemplateResult {
  const look = (next: ImportOptionsView) => void host["dataset/previewImport"](next);
  const columns = view.preview.value?.files.flatMap((file) => file.columns ?? []) ?? [];
  const { mapping } = state.dataset;
  const uses = [
    ["question", t("Question")],
    ["answer", t("Answer")],
    ["system", t("Instruction")],
    ["text", t("Text")],
    ["chosen", t("Better answer")],
    ["rejected", t("Worse answer")],
  ] as const;
  return html`<div class="grid">
      ${selectField(
        {
          id: "import-format",
          label: t("Format of the rows"),
          value: options.format ?? DETECTED,
          choices: [
            { value: DETECTED, label: t("Detected") },
            ...view.importFormats.map(({ name, description }) => ({ value: name, label: name, description })),
          ],
        },
        (format) => {
          const { format: _, ...rest } = importOptionsOf(state.dataset);
          look(format === DETECTED ? rest : { ...rest, format });
        },
      )}
    </div>
    ${
      columns.length === 0
        ? nothing
        : html`<details ?open=${Object.keys(mapping).length > 0}>
            <summary>${t("Which column is what")}</summary>
            <div class="grid">
              ${uses.map(([use, label]) =>
                selectField(
                  {
                    id: `map-${use}`,
                    label,
                    value: mapping[use] ?? "",
                    choices: [
                      { value: "", label: t("None") },
                      ...[...new Set(columns)].map((column) => ({ value: column, label: column })),
                    ],
                  },
                  (column) => dispatch({ kind: "mapping", use, column }),
                ),
              )}
            </div>
            <div class="row wrap">
              ${button(t("Look at it so"), () => look(importOptionsOf(state.dataset)), {
                isSecondary: true,
                icon: "eye",
                isDisabled: isMeasuring(view.preview),
              })}
            </div>
          </details>`
    }`;
}

function previewView({ files, passedOver, rows }: ImportPreviewView): TemplateResult {
  return html`
    <ul class="plain">
      ${files.map(
        ({ name, container, encoding, format, why, confidence }) =>
          html`<li>
            <strong>${name}</strong>: ${format}
            <span class="help">
              ${why} · ${t("{0} % of the first rows can be read so", Math.floor(100 * confidence))} · ${container},
              ${encoding}
            </span>
          </li>`,
      )}
    </ul>
    ${passedOver.length === 0 ? nothing : html`<p class="help">${t("Passed over: {0}", passedOver.join(", "))}</p>`}
    <div class="scroll-x" tabindex="0" role="region" aria-label=${t("First rows")}>
      <table class="data rows">
        <caption class="unseen">
          ${t("First rows as they would be read")}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="count">${t("Line")}</th>
            <th scope="col">${t("Question")}</th>
            <th scope="col">${t("Answer")}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                <td class="count">${formatCount(row.line)}</td>
                ${
                  "broken" in row
                    ? html`<td colspan="2" class="warning">${brokenText(row.broken)}</td>`
                    : html`<td>${row.question}</td>
                        <td>${row.answer}</td>`
                }
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

const brokenText = ({ found, expected }: BrokenText): string => t("Found {0}, expected {1}", found, expected);

function importedView(imported: ImportedView): TemplateResult {
  const counts = [
    [imported.alreadyThereCount, t("there already")],
    [imported.renamedCount, t("with a new id, since another example has theirs")],
    [imported.withheldCount, t("withheld until you decide about what looks like a secret")],
  ] as const;
  const more = counts.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count)} ${what}`);
  return html`<div class="result" role="status">
    <p>${[addedText(imported.addedCount), ...more].join(" · ")}</p>
    ${
      imported.brokenCount === 0
        ? nothing
        : html`${note("warning", brokenRowsText(imported.brokenCount))}
            <ul class="plain">
              ${imported.broken.map(
                ({ file, line, found, expected }) =>
                  html`<li>${t("{0}, line {1}: found {2}, expected {3}", file, line, found, expected)}</li>`,
              )}
            </ul>`
    }
  </div>`;
}

const addedText = (count: number): string =>
  counted(count, t("1 example added"), t("{0} examples added", formatCount(count)));

const brokenRowsText = (count: number): string =>
  counted(
    count,
    t("1 row could not be read and was left out."),
    t("{0} rows could not be read and were left out.", formatCount(count)),
  );
