import type { Example, Split } from "../core/example.ts";
import { textsOf } from "../core/exampleText.ts";
import { parseRow } from "../curation/formats/parseRow.ts";
import { brokenLine, type JsonLines, lineText } from "./jsonLines.ts";
import { Labels } from "./labels.ts";
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
  readonly search: SearchText;
  private readonly rowOfId = new Map<string, number>();
  private readonly others = new Map<number, OtherExample>();
  /** Of each row, in `lines`. */
  private readonly lineOf: Uint32Array;

  /**
   * @param others what is withheld takes the place of an example with its id in `lines`; what is superseded stands for
   * an example that is not there any more.
   * Throws UserError `dataset/broken-line`, and for an id that comes up twice with different rows.
   */
  constructor(
    private readonly lines: JsonLines,
    others: readonly OtherExample[],
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
    this.search = new SearchText(capacity, lines.bytes.length);
    const otherById = new Map(others.map((other) => [other.example.id, other]));
    for (let line = 0; line < lines.starts.length; line++) {
      const example = exampleOf(lines, line);
      if (this.isRepeated(example.id, line)) continue;
      const other = otherById.get(example.id);
      otherById.delete(example.id);
      if (other?.origin === "withheld") this.add(other.example, line, other);
      else this.add(example, line, undefined);
    }
    for (const other of otherById.values()) this.add(other.example, 0, other);
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

  private add(example: Example, line: number, other: OtherExample | undefined): void {
    const row = this.ids.length;
    const texts = textsOf(example);
    this.ids.push(example.id);
    this.rowOfId.set(example.id, row);
    this.lineOf[row] = line;
    if (other) this.others.set(row, other);
    this.kind[row] = this.kinds.codeOf(example.kind);
    this.split[row] = SPLIT_NAMES.indexOf(example.split ?? "none");
    if (example.cluster !== undefined) this.cluster[row] = this.clusters.codeOf(example.cluster);
    if (example.source !== undefined) {
      this.path[row] = this.paths.codeOf(example.source.path);
      this.startLine[row] = example.source.startLine;
    }
    this.length[row] = texts.reduce((sum, text) => sum + text.length, 0);
    this.isProposed[row] = isProposed(example) ? 1 : 0;
    this.search.add([...texts, example.source?.path ?? "", example.source?.title ?? ""]);
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

/** What a build made, and may make anew; not what was imported or written by hand (`Provenance.hash`). */
export const isProposed = (example: Example): boolean => example.source?.hash !== undefined;

/** Orders proposed examples as the examples' file has them: by path, start line, kind and id. */
export function compareProposed(a: Example, b: Example): number {
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
