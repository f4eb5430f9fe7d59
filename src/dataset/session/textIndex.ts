import { textsOf } from "../../core/exampleText.ts";
import { searchable, searchWords } from "../searchText.ts";
import type { StoredDataset } from "../storedDataset.ts";

/** What a decision adds to the texts of its example, or puts in their place. */
interface Overlay {
  readonly text: string;
  readonly replaces: boolean;
}

/** As many as a person types one after another, corrections included. */
const MAX_REMEMBERED = 24;

/** Full-text search over what was proposed and what people made of it. */
export class TextIndex {
  private readonly overlays = new Map<number, Overlay>();
  /** Rows by word, of the proposals: these never change. Each keystroke is a new word, and each deletion an old one. */
  private readonly remembered = new Map<string, Uint8Array>();

  constructor(private readonly dataset: StoredDataset) {
    for (const { id } of dataset.history.decisions()) this.follow(id);
  }

  /** Takes in a new decision about an example. */
  follow(id: string): void {
    const row = this.dataset.table.rowOf(id);
    if (row === undefined) return;
    const decision = this.dataset.decisionAt(row);
    const added = [decision?.note ?? "", ...(decision?.tags ?? [])];
    if (decision?.edit !== undefined) {
      const { source } = this.dataset.table.exampleAt(row);
      const texts = [...textsOf(decision.edit), source?.path ?? "", source?.title ?? "", ...added];
      this.overlays.set(row, { text: searchable(texts), replaces: true });
    } else if (added.some((text) => text !== "")) {
      this.overlays.set(row, { text: searchable(added), replaces: false });
    } else this.overlays.delete(row);
  }

  /** Whether a row's texts hold all the words of `query`. */
  matching(query: string): (row: number) => boolean {
    const words = searchWords(query).map((word) => ({ word, rows: this.rowsWith(word) }));
    return (row) => {
      const overlay = this.overlays.get(row);
      return words.every(({ word, rows }) => {
        if (overlay?.text.includes(word) === true) return true;
        return overlay?.replaces !== true && rows[row] === 1;
      });
    };
  }

  private rowsWith(word: string): Uint8Array {
    const known = this.remembered.get(word);
    if (known) return known;
    const rows = this.dataset.table.search.rowsWith(word);
    this.remembered.set(word, rows);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > MAX_REMEMBERED && oldest !== undefined) this.remembered.delete(oldest);
    return rows;
  }
}
