import { html, nothing, svg, type TemplateResult } from "lit";
import { formatCount } from "../format.ts";

export interface BarRow {
  readonly label: string;
  readonly count: number;
  /** Shown behind the count. */
  readonly note?: string;
  /** What the row opens, if anything. */
  readonly onOpen?: (() => void) | undefined;
}

/** Counts with bars beside them: a table to whoever reads it, a picture to whoever looks. */
export function barTable(caption: string, rows: readonly BarRow[]): TemplateResult {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return html`<table class="bars">
    <caption class="unseen">
      ${caption}
    </caption>
    <tbody>
      ${rows.map(
        ({ label, count, note, onOpen }) =>
          html`<tr>
            <th scope="row">${opening(label, onOpen)}</th>
            <td class="bar" aria-hidden="true">${bar(count / most)}</td>
            <td class="count">
              ${formatCount(count)}${note === undefined ? nothing : html` <span class="help">${note}</span>`}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/**
 * A text that leads somewhere, if it does.
 *
 * @param name what it is called where the text alone, a figure, says too little.
 */
export const opening = (text: string, onOpen: (() => void) | undefined, name?: string): TemplateResult =>
  onOpen === undefined
    ? html`${text}`
    : html`<button class="link" type="button" aria-label=${name ?? nothing} @click=${onOpen}>${text}</button>`;

/** Something is a bar, however little of it there is. Styles of elements are not allowed here; attributes of SVG are. */
const bar = (share: number): TemplateResult =>
  html`<svg width="100%" height="8" focusable="false">
    ${svg`<rect width=${`${share === 0 ? 0 : Math.max(1, 100 * share)}%`} height="8" rx="1"></rect>`}
  </svg>`;
