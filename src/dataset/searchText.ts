/**
 * The texts of all examples in lower case, one after another in one buffer. A search is a scan of it for bytes, which
 * the processor does at more than a gigabyte a second: no index has to be built, kept, or corrected after an edit.
 */
export class SearchText {
  private bytes: Buffer;
  private used = 0;
  private count = 0;
  /** Byte after the last of each row. */
  private readonly ends: Uint32Array;

  constructor(capacity: number, expectedBytes: number) {
    this.bytes = Buffer.allocUnsafe(Math.max(1024, expectedBytes));
    this.ends = new Uint32Array(capacity);
  }

  /** The next row's texts. */
  add(texts: readonly string[]): void {
    const text = searchable(texts);
    // Three bytes are the most that a UTF-16 unit takes in UTF-8.
    if (this.used + 3 * text.length > this.bytes.length) this.grow(this.used + 3 * text.length);
    this.used += this.bytes.write(text, this.used);
    this.ends[this.count++] = this.used;
  }

  /** 1 for each row whose texts hold `word`, which must be `searchable`. */
  rowsWith(word: string): Uint8Array {
    const found = new Uint8Array(this.count);
    const needle = Buffer.from(word);
    const haystack = this.bytes.subarray(0, this.used);
    let row = 0;
    for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, this.ends[row - 1] ?? 0)) {
      row = this.rowAt(at, row);
      found[row] = 1;
      row += 1;
      if (row >= this.count) break;
    }
    return found;
  }

  /** The row that holds byte `at`, looked for from row `from`. */
  private rowAt(at: number, from: number): number {
    let [low, high] = [from, this.count - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ends[middle] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, Math.ceil(this.bytes.length * 1.5)));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}

/** Ends each text, so that no word is found across two of them. */
const SEPARATOR = "\n";

/** Texts as they are searched: in lower case and composed, whichever way their accents were typed. */
export const searchable = (texts: readonly string[]): string =>
  `${texts.join(SEPARATOR)}${SEPARATOR}`.normalize("NFC").toLowerCase();

/** The words of a query; each must be found. */
export const searchWords = (query: string): string[] =>
  query
    .normalize("NFC")
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
