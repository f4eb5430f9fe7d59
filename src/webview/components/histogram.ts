import { html, nothing, svg, type TemplateResult } from "lit";
import { formatCount } from "../format.ts";
import { t } from "../strings.ts";

export interface HistogramData {
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  /** A value that is marked. */
  readonly mark: number;
  readonly markLabel: string;
  /** What the picture says, in a sentence. */
  readonly summary: string;
}

const [WIDTH, HEIGHT] = [600, 110];
/** Room above the highest bar. */
const HEAD = 8;

/** Counts by size as bars, with a line at the mark; `histogramTable` has the numbers. */
export function histogram({ bins, mark, markLabel, summary }: HistogramData): TemplateResult {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const last = bins.at(-1)?.to ?? 1;
  const place = (value: number): number => (WIDTH * value) / last;
  return html`<svg
      class="histogram"
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      preserveAspectRatio="none"
      role="img"
      aria-label=${summary}
    >
      ${bins.map(({ from, to, count }) => {
        const height = count === 0 ? 0 : Math.max(2, (HEIGHT - HEAD) * (count / most));
        const [left, right] = [place(from - 1), place(to)];
        return svg`<rect x=${left + 1} y=${HEIGHT - height} width=${Math.max(1, right - left - 2)} height=${height}>
          <title>${t("{0} to {1} tokens: {2}", formatCount(from), formatCount(to), formatCount(count))}</title>
        </rect>`;
      })}
      ${mark < last ? svg`<line class="mark" x1=${place(mark)} x2=${place(mark)} y1="0" y2=${HEIGHT}></line>` : nothing}
    </svg>
    <div class="row help axis" aria-hidden="true">
      <span>0</span><span class="grow centred">${mark < last ? markLabel : nothing}</span
      ><span>${t("{0} tokens", formatCount(last))}</span>
    </div>`;
}

export const histogramTable = ({ bins, summary }: HistogramData): TemplateResult =>
  html`<table class="data">
    <caption class="unseen">
      ${summary}
    </caption>
    <thead>
      <tr>
        <th scope="col">${t("Tokens")}</th>
        <th scope="col" class="count">${t("Examples")}</th>
      </tr>
    </thead>
    <tbody>
      ${bins.map(
        ({ from, to, count }) =>
          html`<tr>
            <td>${t("{0} to {1}", formatCount(from), formatCount(to))}</td>
            <td class="count">${formatCount(count)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
