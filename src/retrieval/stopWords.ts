import { stemOf } from "./stem.ts";

/**
 * Words that say how a sentence goes and not what it is about. Only words that carry no meaning in names are listed:
 * `from`, `get`, `not` and `all` stay, because code is called so. As terms, that is stemmed.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a an and are as at be been being but by can could did do does doing for had has have having he her hers him his how " +
    "i if in into is it its itself may me might must my of on or our ours shall she should so such than that the their " +
    "theirs them themselves then there these they this those to too us very was we were what when where which while who " +
    "whom whose why will with would you your yours"
  )
    .split(" ")
    .map(stemOf),
);
