import { html, render, type TemplateResult } from "lit";

/** Height of a row in CSS pixels; review.css has the same. */
export const ROW_HEIGHT = 44;
/** Rows that are drawn beyond the edges, so that scrolling shows no gaps. */
const BEYOND = 8;

export interface RowListData {
  readonly total: number;
  /** Place of the selected row, or -1. */
  readonly selected: number;
  /** What a row shows; drawn only for rows in view. */
  readonly rowAt: (place: number) => TemplateResult;
}

/**
 * `<row-list>`: any number of rows of one height, of which only those in view exist. Set `data` to draw it anew; a
 * selected row is scrolled into view when another became it. Fires `list-range` with the rows in view and `list-select`
 * with the row that was clicked.
 */
export class RowList extends HTMLElement {
  private shown: RowListData = { total: 0, selected: -1, rowAt: () => html`` };
  private range = { first: -1, last: -1 };
  private readonly sizes = new ResizeObserver(() => {
    // What was in view stays so when the list becomes shorter.
    const { selected } = this.shown;
    const wasInView = selected >= this.range.first && selected <= this.range.last;
    this.draw();
    if (wasInView) this.reveal(selected);
  });

  set data(data: RowListData) {
    const isMoved = data.selected !== this.shown.selected;
    this.shown = data;
    this.draw();
    if (isMoved) this.reveal(data.selected);
  }

  connectedCallback(): void {
    this.tabIndex = 0;
    this.setAttribute("role", "listbox");
    this.addEventListener("scroll", () => this.draw(), { passive: true });
    this.sizes.observe(this);
  }

  disconnectedCallback(): void {
    this.sizes.disconnect();
  }

  private reveal(place: number): void {
    if (place < 0) return;
    const [top, bottom] = [place * ROW_HEIGHT, (place + 1) * ROW_HEIGHT];
    if (top < this.scrollTop) this.scrollTop = top;
    else if (bottom > this.scrollTop + this.clientHeight) this.scrollTop = bottom - this.clientHeight;
  }

  private draw(): void {
    const { total, selected, rowAt } = this.shown;
    const first = Math.max(0, Math.min(Math.floor(this.scrollTop / ROW_HEIGHT), total - 1));
    const last = Math.max(first, Math.min(total, Math.ceil((this.scrollTop + this.clientHeight) / ROW_HEIGHT)) - 1);
    const from = Math.max(0, first - BEYOND);
    const to = Math.min(total, last + 1 + BEYOND);
    const places = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
    if (selected < 0) this.removeAttribute("aria-activedescendant");
    else this.setAttribute("aria-activedescendant", `row-${selected}`);
    render(
      html`<div class="spacer" role="presentation">
        <div class="rows" role="presentation">
          ${places.map(
            (place) =>
              html`<div
                id="row-${place}"
                class="list-row"
                role="option"
                aria-selected=${place === selected ? "true" : "false"}
                aria-setsize=${total}
                aria-posinset=${place + 1}
                @click=${() => this.fire("list-select", place)}
              >
                ${rowAt(place)}
              </div>`,
          )}
        </div>
      </div>`,
      this,
    );
    // By script: the page's policy admits no style attributes.
    const [spacer, rows] = [this.querySelector<HTMLElement>(".spacer"), this.querySelector<HTMLElement>(".rows")];
    if (spacer) spacer.style.height = `${total * ROW_HEIGHT}px`;
    if (rows) rows.style.transform = `translateY(${from * ROW_HEIGHT}px)`;
    if (first === this.range.first && last === this.range.last) return;
    this.range = { first, last };
    this.fire("list-range", this.range);
  }

  private fire(name: "list-range" | "list-select", detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("row-list", RowList);
