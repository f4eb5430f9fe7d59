/** Places in CSS pixels, by the name of a tab. */
export type Scrolls = Readonly<Record<string, number>>;

export interface ScrollOfTabs {
  /** To be called once a tab is drawn: one that was not shown before is scrolled to where it was left. */
  drawn(tab: string): void;
  /** Brings something to the top of the window, and keeps it there while the page still grows. */
  reveal(selector: string): void;
  places(): Scrolls;
}

/** A page that comes back grows as its parts are found out; what has not grown so far by then was taken away. */
const GROWING_MS = 3_000;

/**
 * Remembers how far each tab is scrolled: they share one page, and the editor takes a hidden page down.
 *
 * @param kept places of an earlier page of this view.
 * @param onScroll is called when a place has changed.
 */
export function scrollOfTabs(kept: Scrolls, onScroll: () => void): ScrollOfTabs {
  const places = new Map(Object.entries(kept));
  let shown: string | undefined;
  let wanted: number | (() => number) | undefined;
  let timer: number | undefined;
  const forget = (): void => {
    wanted = undefined;
    window.clearTimeout(timer);
  };
  const goOn = (): void => {
    if (wanted === undefined) return;
    const top = typeof wanted === "number" ? wanted : wanted();
    if (Math.abs(window.scrollY - top) >= 1) window.scrollTo({ top });
    if (typeof wanted === "number" && Math.abs(window.scrollY - top) < 1) forget();
  };
  const want = (place: number | (() => number)): void => {
    forget();
    wanted = place;
    timer = window.setTimeout(forget, GROWING_MS);
    goOn();
  };
  window.addEventListener("scroll", () => {
    if (shown === undefined || wanted !== undefined || places.get(shown) === window.scrollY) return;
    places.set(shown, window.scrollY);
    onScroll();
  });
  for (const touched of ["wheel", "keydown", "pointerdown"])
    window.addEventListener(touched, forget, { passive: true });
  new ResizeObserver(goOn).observe(document.body);
  return {
    drawn(tab) {
      if (tab === shown) return goOn();
      shown = tab;
      want(places.get(tab) ?? 0);
    },
    reveal(selector) {
      want(() => window.scrollY + (document.querySelector(selector)?.getBoundingClientRect().top ?? 0));
    },
    places: () => Object.fromEntries(places),
  };
}
