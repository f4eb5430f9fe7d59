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
  private readonly spacer = elementOf("spacer", "presentation");
  private readonly container = elementOf("rows", "presentation");
  /** Rows that exist, by place. */
  private readonly rows = new Map<number, HTMLElement>();
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
    this.draw({ isChanged: true });
    if (isMoved) this.reveal(data.selected);
  }

  connectedCallback(): void {
    this.tabIndex = 0;
    this.setAttribute("role", "listbox");
    this.spacer.append(this.container);
    this.append(this.spacer);
    this.addEventListener("scroll", this.onScroll, { passive: true });
    this.addEventListener("click", this.onClick);
    this.sizes.observe(this);
  }

  disconnectedCallback(): void {
    this.sizes.disconnect();
  }

  private readonly onScroll = (): void => this.draw();

  private readonly onClick = ({ target }: MouseEvent): void => {
    const row = (target as Element).closest(".list-row");
    const [place] = [...this.rows].find(([, element]) => element === row) ?? [];
    if (place !== undefined) this.fire("list-select", place);
  };

  private reveal(place: number): void {
    if (place < 0) return;
    const [top, bottom] = [place * ROW_HEIGHT, (place + 1) * ROW_HEIGHT];
    if (top < this.scrollTop) this.scrollTop = top;
    else if (bottom > this.scrollTop + this.clientHeight) this.scrollTop = bottom - this.clientHeight;
  }

  /** Scrolling draws only the rows that come into view: what each frame throws away, the browser stops to collect. */
  private draw({ isChanged = false } = {}): void {
    const { total, selected } = this.shown;
    const first = Math.max(0, Math.min(Math.floor(this.scrollTop / ROW_HEIGHT), total - 1));
    const last = Math.max(first, Math.min(total, Math.ceil((this.scrollTop + this.clientHeight) / ROW_HEIGHT)) - 1);
    const [from, to] = [Math.max(0, first - BEYOND), Math.min(total, last + 1 + BEYOND)];
    if (selected < 0) this.removeAttribute("aria-activedescendant");
    else this.setAttribute("aria-activedescendant", `row-${selected}`);
    // By script: the page's policy admits no style attributes.
    if (isChanged) this.spacer.style.height = `${total * ROW_HEIGHT}px`;
    this.container.style.transform = `translateY(${from * ROW_HEIGHT}px)`;
    this.fill(from, to, isChanged);
    if (first === this.range.first && last === this.range.last) return;
    this.range = { first, last };
    this.fire("list-range", this.range);
  }

  /** Elements of rows that went out of view become those that came into it; they stand in the order of the list. */
  private fill(from: number, to: number, isChanged: boolean): void {
    const free: HTMLElement[] = [];
    for (const [place, element] of this.rows) {
      if (place >= from && place < to) continue;
      this.rows.delete(place);
      free.push(element);
    }
    let following: Element | null = null;
    for (let place = to - 1; place >= from; place--) {
      const known = this.rows.get(place);
      const element: HTMLElement = known ?? free.pop() ?? elementOf("list-row", "option");
      if (known === undefined || isChanged) this.drawRow(element, place);
      if (known === undefined) this.rows.set(place, element);
      if (element.parentNode === null || element.nextSibling !== following)
        this.container.insertBefore(element, following);
      following = element;
    }
    for (const element of free) element.remove();
  }

  private drawRow(element: HTMLElement, place: number): void {
    const { total, selected, rowAt } = this.shown;
    element.id = `row-${place}`;
    element.ariaSelected = place === selected ? "true" : "false";
    element.ariaSetSize = String(total);
    element.ariaPosInSet = String(place + 1);
    render(rowAt(place), element);
  }

  private fire(name: "list-range" | "list-select", detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function elementOf(className: string, role: string): HTMLElement {
  const element = document.createElement("div");
  element.className = className;
  element.setAttribute("role", role);
  return element;
}

customElements.define("row-list", RowList);
