import { html, nothing, type TemplateResult } from "lit";
import type { HeldOutView, SplitView } from "../../../protocol/datasetViews.ts";
import { formatCount } from "../../format.ts";
import { t } from "../../strings.ts";
import { barTable } from "../../components/barTable.ts";
import { note } from "../../components/controls.ts";
import { type DatasetContext, narrowing } from "../context.ts";
import type { DatasetForm } from "../state.ts";
import { measuredView } from "./measuredView.ts";
import { section } from "./sections.ts";

/** What is trained on, what is held out, and what the two share. */
export function splitSection(context: DatasetContext, open: (form: DatasetForm) => void): TemplateResult {
  const { view, host } = context;
  return section(
    t("Split"),
    html`${measuredView(
        context,
        "splits",
        view.splits,
        () => host["dataset/measureSplits"](),
        (split) => splitView(context, split),
      )}
      <div class="row wrap">
        <button class="link" type="button" @click=${() => open("split")}>${t("Draw the split anew…")}</button>
      </div>`,
  );
}

export function splitView(context: DatasetContext, split: SplitView): TemplateResult {
  const { counts, trainCount, heldOut } = split;
  const total = counts.train + counts.validation + counts.test + counts.none;
  const names = [
    ["train", t("Training")],
    ["validation", t("Validation")],
    ["test", t("Test")],
    ["none", t("No split yet")],
  ] as const;
  return html`
    ${barTable(
      t("Examples that take part, by split"),
      names
        .filter(([name]) => name !== "none" || counts.none > 0)
        .map(([name, label]) => ({
          label,
          count: counts[name],
          note: shareOf(counts[name], total),
          onOpen: narrowing(context, counts[name], { split: name, concern: "excluded:none" }),
        })),
    )}
    ${
      trainCount === 0
        ? note("warning", t("No example is trained on."))
        : html`<h4>${t("What is held out shares with training")}</h4>
            ${leakageTable(heldOut)}`
    }
    ${split.drawn === undefined ? nothing : drawnView(split.drawn)}
  `;
}

const shareOf = (count: number, total: number): string =>
  total === 0 ? "" : t("{0} %", ((100 * count) / total).toFixed(count / total < 0.1 ? 1 : 0));

function leakageTable(heldOut: SplitView["heldOut"]): TemplateResult {
  const parts = [
    [t("Validation"), heldOut.validation],
    [t("Test"), heldOut.test],
  ] as const;
  const row = (label: string, value: (part: HeldOutView) => string) =>
    html`<tr>
      <th scope="row">${label}</th>
      ${parts.map(([, part]) => html`<td class="count">${part.exampleCount === 0 ? "–" : value(part)}</td>`)}
    </tr>`;
  const files = [...new Set([...heldOut.validation.sharedFiles, ...heldOut.test.sharedFiles])];
  return html`<table class="data">
      <caption class="unseen">
        ${t("What held-out examples share with training")}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${parts.map(([label]) => html`<th scope="col" class="count">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${row(t("Files"), ({ sharedFiles }) => formatCount(sharedFiles.length))}
        ${row(t("Questions"), ({ sharedQuestionCount }) => formatCount(sharedQuestionCount))}
        ${row(t("Answers half alike or more"), ({ alikeCount }) => formatCount(alikeCount))}
        ${row(t("Eight words in a row"), ({ overlap }) => t("{0} %", (100 * overlap).toFixed(1)))}
      </tbody>
    </table>
    ${files.length === 0 ? nothing : note("warning", t("In training and held out: {0}", files.slice(0, 5).join(", ")))}`;
}

function drawnView(drawn: NonNullable<SplitView["drawn"]>) {
  const { groupCount, pulledCount, overruledCount, dominant, missed } = drawn;
  return html`<p class="help">
      ${t("Groups that stay together: {0} (examples of one file, one question, or that say the same).", formatCount(groupCount))}
      ${pulledCount === 0 ? nothing : t("Joined the test set, which they are linked with: {0}.", formatCount(pulledCount))}
      ${overruledCount === 0 ? nothing : t("Rows that lost a split that would have leaked: {0}.", formatCount(overruledCount))}
    </p>
    ${
      dominant === undefined
        ? nothing
        : note(
            "warning",
            t(
              "One group holds {0} % of all examples, {1} files from {2} on: the shares cannot be kept.",
              Math.round(100 * dominant.share),
              formatCount(dominant.fileCount),
              dominant.key,
            ),
          )
    }
    ${missed.map((each) => note("warning", missedText(each)))}
    ${drawn.misplacedGroundedCount === 0 ? nothing : note("warning", misplacedText(drawn))}`;
}

/** Groups are not parted, and what was there keeps its split. */
function missedText({ split, share, wanted }: NonNullable<SplitView["drawn"]>["missed"][number]): string {
  const [found, asked] = [share, wanted].map((part) => (100 * part).toFixed(part < 0.1 ? 1 : 0));
  const name = split === "test" ? t("Test") : t("Validation");
  return share === 0
    ? t("{0} is empty instead of {1} % of the examples. More files, or another seed, may help.", name, asked ?? "")
    : t(
        "{0} holds {1} % of the examples instead of {2} %. More files, or another seed, may come nearer.",
        ...[name, found ?? "", asked ?? ""],
      );
}

function misplacedText({ misplacedGroundedCount, isKept }: NonNullable<SplitView["drawn"]>): string {
  const count = formatCount(misplacedGroundedCount);
  return isKept
    ? t("Grounded examples taken out, since their prompts show what is held out now: {0}. A build makes others.", count)
    : t("Grounded examples that would be taken out, since their prompts show what this draw holds out: {0}.", count);
}
