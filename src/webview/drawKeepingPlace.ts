/**
 * Draws a page. Where parts of it change their order, which is CSS and not known here, what is looked at stays where it
 * is: else a button would send what it belongs to out of view.
 *
 * @param parts selector of the parts that may change places.
 */
export function drawKeepingPlace(parts: string, draw: () => void): void {
  const seen = lookedAt([...document.querySelectorAll(parts)]);
  const before = seen && placeOf(seen);
  draw();
  if (!seen?.isConnected || before === undefined) return;
  const after = placeOf(seen);
  if (before.rank !== after.rank) window.scrollBy({ top: after.top - before.top });
}

/** The part that has the focus, or the one of which most is in view. */
const lookedAt = (parts: readonly Element[]): Element | undefined =>
  parts.find((part) => part.contains(document.activeElement)) ??
  parts.toSorted((a, b) => shareInView(b) - shareInView(a))[0];

function shareInView(part: Element): number {
  const { top, bottom, height } = part.getBoundingClientRect();
  const seen = Math.min(bottom, window.innerHeight) - Math.max(top, 0);
  return seen / Math.max(1, Math.min(height, window.innerHeight));
}

/** Where its top is in the window, in CSS pixels, and how many parts stand above it. */
function placeOf(part: Element): { readonly top: number; readonly rank: number } {
  const { top } = part.getBoundingClientRect();
  const siblings = [...(part.parentElement?.children ?? [])];
  return { top, rank: siblings.filter((each) => each.getBoundingClientRect().top < top).length };
}
