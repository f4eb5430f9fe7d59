/** The headings that are open at a place of a document. A document may skip levels. */
export class HeadingPath {
  #open: readonly { readonly depth: number; readonly title: string }[] = [];

  /** A heading of the same or a higher level closes those below it. @param depth 1 for the title of a document. */
  enter(depth: number, title: string): void {
    this.#open = [...this.#open.filter((heading) => heading.depth < depth), { depth, title }];
  }

  /** From the outermost to the innermost. */
  get titles(): readonly string[] {
    return this.#open.map(({ title }) => title);
  }
}

/** Where a document's headings begin to hold. */
export interface HeadedRow {
  /** 0-based line. */
  readonly row: number;
  readonly titles: readonly string[];
}

/**
 * The headings that all of the lines `start` up to `end` stand under; those of `headed` in the order of their rows.
 */
export function headingsOver(headed: readonly HeadedRow[], start: number, end: number): readonly string[] {
  const before = headed.findLast(({ row }) => row <= start)?.titles ?? [];
  const within = headed.filter(({ row }) => row > start && row < end).map(({ titles }) => titles);
  return within.reduce(commonStart, before);
}

function commonStart(left: readonly string[], right: readonly string[]): readonly string[] {
  const end = left.findIndex((title, index) => title !== right[index]);
  return end < 0 ? left : left.slice(0, end);
}
