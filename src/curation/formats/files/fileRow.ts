/** A row of a file, before it is known what its columns mean. */
export type FileRow = RowPlace & ({ readonly value: unknown } | { readonly problem: RowProblem });

export interface RowPlace {
  /** 1-based: where the row begins. */
  readonly line: number;
  /** 0-based: of an element of a JSON array. */
  readonly index?: number;
}

export interface RowProblem {
  readonly found: string;
  readonly expected: string;
}

/** What a hostile file may cost. */
export interface RowBounds {
  /** Longer rows are broken, and are passed over without being kept. */
  readonly maxRowBytes: number;
}
