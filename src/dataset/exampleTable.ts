import type { Example, ExampleLabel, Split } from "../core/example.ts";
import { contentOf, textsOf } from "../core/exampleText.ts";
import { contentHash } from "../curation/exampleId.ts";
import { rowOf } from "../curation/formats/jsonl.ts";
import { parseRow } from "../curation/formats/parseRow.ts";
import { brokenLine, type JsonLines, lineText } from "./jsonLines.ts";
import { Labels } from "./labels.ts";
import { type IndexedRow, indexedRow, labelledRow, type RowLabels } from "./rowIndex.ts";
import { SearchText } from "./searchText.ts";

export const SPLIT_NAMES: readonly (Split | "none")[] = ["train", "validation", "test", "none"];

/** Where a row of the table stands. */
export type Origin = "examples" | "withheld" | "superseded";

/** An example that does not stand in the examples' file, or not as it stands there. */
export interface OtherExample {
  readonly origin: Exclude<Origin, "examples">;
  readonly example: Example;
}

const NONE = -1;

/**
 * All examples of a dataset as columns. Rows stay bytes and are parsed again when somebody looks at them: a hundred
 * thousand parsed examples would be several hundred megabytes of small objects.
 */
export class ExampleTable {
  readonly ids: string[] = [];
  readonly kinds = new Labels();
  readonly paths = new Labels();
  readonly clusters = new Labels();
  readonly kind: Uint16Array;
  /** Into SPLIT_NAMES. */
  readonly split: Uint8Array;
  /** Into `paths` and `clusters`; NONE where there is none. */
  readonly path: Int32Array;
  readonly cluster: Int32Array;
  /** 0 where there is no source. */
  readonly startLine: Uint32Array;
  /** Characters of all texts. */
  readonly length: Uint32Array;
  /** 1 for what a build proposed, 0 for what was imported or written by hand. */
  readonly isProposed: Uint8Array;
  /** Rows in the order people read them: by path, line, kind and id; then what was imported, as it came. */
  readonly order: Uint32Array;
  private searchText: SearchText | undefined;
  private readonly rowOfId = new Map<string, number>();
  private readonly others = new Map<number, OtherExample>();
  /** Of each row, in `lines`. */
  private readonly lineOf: Uint32Array;

  /**
   * @param others what is withheld takes the place of an example with its id in `lines`; what is superseded stands for
   * an example that is not there any more.
   * @param known `indexedRow` of each line, where it is known that the lines are as `rowOf` writes them.
   * Throws UserError `dataset/broken-line`, and for an id that comes up twice with different rows.
   */
  constructor(
    private readonly lines: JsonLines,
    others: readonly OtherExample[],
    private readonly known?: readonly IndexedRow[],
  ) {
    const capacity = lines.starts.length + others.length;
    this.kind = new Uint16Array(capacity);
    this.split = new Uint8Array(capacity);
    this.path = new Int32Array(capacity).fill(NONE);
    this.cluster = new Int32Array(capacity).fill(NONE);
    this.startLine = new Uint32Array(capacity);
    this.length = new Uint32Array(capacity);
    this.isProposed = new Uint8Array(capacity);
    this.lineOf = new Uint32Array(capacity);
    // Rows that are parsed anyway are made searchable at once.
    if (known === undefined) this.searchText = new SearchText(capacity, lines.bytes.length);
    const otherById = new Map(others.map((other) => [other.example.id, other]));
    for (let line = 0; line < lines.starts.length; line++) {
      const row = known?.[line] ?? exampleOf(lines, line);
      if (this.isRepeated(row.id, line)) continue;
      const other = otherById.get(row.id);
      otherById.delete(row.id);
      if (other?.origin === "withheld") this.addExample(other.example, line, other);
      else if ("form" in row) this.addExample(row, line);
      else this.add(row, line);
    }
    for (const other of otherById.values()) this.addExample(other.example, 0, other);
    this.order = this.readingOrder(otherById.size === 0);
  }

  get count(): number {
    return this.ids.length;
  }

  rowOf(id: string): number | undefined {
    return this.rowOfId.get(id);
  }

  /** As it was proposed or imported; of what is withheld, with its secrets. */
  exampleAt(row: number): Example {
    const other = this.others.get(row);
    if (other) return other.example;
    return exampleOf(this.lines, this.lineOf[row] ?? 0);
  }

  originOf(row: number): Origin {
    return this.others.get(row)?.origin ?? "examples";
  }

  pathOf(row: number): string | undefined {
    return this.paths.nameOf(this.path[row] ?? NONE);
  }

  clusterOf(row: number): string | undefined {
    return this.clusters.nameOf(this.cluster[row] ?? NONE);
  }

  /**
   * The lines and `indexedRow` of each, for an index that nobody has written yet. Undefined where there is one already, where
   * there is no line, or where one is not as `rowOf` writes it: then it must be parsed whenever it is read.
   */
  indexedLines(): { readonly rows: readonly IndexedRow[]; readonly bytes: Uint8Array } | undefined {
    const { bytes, starts, ends } = this.lines;
    const count = starts.length;
    if (this.known !== undefined || count === 0) return undefined;
    const rows: IndexedRow[] = [];
    for (let line = 0; line < count; line++) {
      const example = exampleOf(this.lines, line);
      const written = bytes.subarray(starts[line], (ends[line] ?? 0) + 1);
      if (!written.equals(Buffer.from(rowOf(example)))) return undefined;
      rows.push(indexedRow(example));
    }
    return { rows, bytes };
  }

  /** `contentHash` of what `exampleAt` gives. */
  contentHashAt(row: number): string {
    const known = this.others.has(row) ? undefined : this.known?.[this.lineOf[row] ?? 0];
    return known?.contentHash ?? contentHash(contentOf(this.exampleAt(row)));
  }

  /** The row's line with its end, where that is what `rowOf` makes of the example; undefined elsewhere. */
  writtenAt(row: number): Uint8Array | undefined {
    if (this.known === undefined || this.others.has(row)) return undefined;
    const line = this.lineOf[row] ?? 0;
    const { bytes, starts, ends } = this.lines;
    return bytes.subarray(starts[line], (ends[line] ?? 0) + 1);
  }

  get search(): SearchText {
    if (this.searchText === undefined) {
      this.searchText = new SearchText(this.count, this.lines.bytes.length);
      for (let row = 0; row < this.count; row++) this.searchText.add(searchedTexts(this.exampleAt(row)));
    }
    return this.searchText;
  }

  private addExample(example: Example, line: number, other?: OtherExample): void {
    this.add(labelledRow(example), line, other);
    this.searchText?.add(searchedTexts(example));
  }

  private add(indexed: RowLabels, line: number, other?: OtherExample): void {
    const row = this.ids.length;
    this.ids.push(indexed.id);
    this.rowOfId.set(indexed.id, row);
    this.lineOf[row] = line;
    if (other) this.others.set(row, other);
    this.kind[row] = this.kinds.codeOf(indexed.kind);
    this.split[row] = SPLIT_NAMES.indexOf(indexed.split ?? "none");
    if (indexed.cluster !== undefined) this.cluster[row] = this.clusters.codeOf(indexed.cluster);
    if (indexed.path !== undefined) {
      this.path[row] = this.paths.codeOf(indexed.path);
      this.startLine[row] = indexed.startLine;
    }
    this.length[row] = indexed.length;
    this.isProposed[row] = indexed.isProposed ? 1 : 0;
  }

  /** Two equal lines, as a merge can leave them, are one example; two that differ are a mistake. */
  private isRepeated(id: string, line: number): boolean {
    const row = this.rowOfId.get(id);
    if (row === undefined) return false;
    const first = this.lineOf[row] ?? 0;
    if (lineText(this.lines, first) === lineText(this.lines, line)) return true;
    throw brokenLine(
      this.lines,
      line,
      `the id ${id} of line ${this.lines.numbers[first]} with other texts`,
      "an id that no other example has",
    );
  }

  private readingOrder(isFileOrder: boolean): Uint32Array {
    const order = Uint32Array.from({ length: this.count }, (_, row) => row);
    // The file is written in this order; only what lies elsewhere must be put in its place.
    return isFileOrder ? order : order.sort((a, b) => this.compare(a, b));
  }

  /** Orders rows as the file is: see `order`. */
  private compare(a: number, b: number): number {
    const proposed = (this.isProposed[b] ?? 0) - (this.isProposed[a] ?? 0);
    if (proposed !== 0 || this.isProposed[a] === 0) return proposed || a - b;
    return (
      compareText(this.pathOf(a) ?? "", this.pathOf(b) ?? "") ||
      (this.startLine[a] ?? 0) - (this.startLine[b] ?? 0) ||
      compareText(this.kinds.nameOf(this.kind[a] ?? 0) ?? "", this.kinds.nameOf(this.kind[b] ?? 0) ?? "") ||
      compareText(this.ids[a] ?? "", this.ids[b] ?? "")
    );
  }
}

const searchedTexts = (example: Example): string[] => [
  ...textsOf(example),
  example.source?.path ?? "",
  example.source?.title ?? "",
];

/** What a build made, and may make anew; not what was imported or written by hand (`Provenance.hash`). */
export const isProposed = (example: Example): boolean => example.source?.hash !== undefined;

/** Orders proposed examples as the examples' file has them: by path, start line, kind and id. */
export function compareProposed(a: ExampleLabel, b: ExampleLabel): number {
  return (
    compareText(a.source?.path ?? "", b.source?.path ?? "") ||
    (a.source?.startLine ?? 0) - (b.source?.startLine ?? 0) ||
    compareText(a.kind, b.kind) ||
    compareText(a.id, b.id)
  );
}

/** By code units: the same on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function exampleOf(lines: JsonLines, line: number): Example {
  const row = parseRow(lineText(lines, line));
  if ("example" in row) return row.example;
  throw brokenLine(lines, line, row.found, row.expected);
}
