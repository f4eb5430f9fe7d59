import type { FoundText } from "./redact.ts";

/** Runs of letters and digits; shorter ones stand everywhere. */
const RUN = /[\p{L}\p{N}]{4,}/gu;

/**
 * Tells which of many found texts stand in a text, in time that does not grow with their number: each is looked up by
 * its longest run of letters and digits, then compared as a whole.
 */
export class FoundTextIndex {
  private readonly byRun = new Map<string, FoundText[]>();
  /** Texts without such a run: they are looked for one by one. */
  private readonly others: FoundText[] = [];

  constructor(found: Iterable<FoundText>) {
    for (const each of found) {
      const [longest] = (each.text.match(RUN) ?? []).sort((a, b) => b.length - a.length);
      if (longest === undefined) this.others.push(each);
      else this.byRun.set(longest, [...(this.byRun.get(longest) ?? []), each]);
    }
  }

  /** Those that stand in the text; one that is only a part of a longer run may be missed. */
  within(text: string): ReadonlySet<FoundText> {
    const found = new Set(this.others.filter((each) => text.includes(each.text)));
    if (this.byRun.size === 0) return found;
    for (const [run] of text.matchAll(RUN)) {
      for (const each of this.byRun.get(run) ?? []) if (!found.has(each) && text.includes(each.text)) found.add(each);
    }
    return found;
  }
}
