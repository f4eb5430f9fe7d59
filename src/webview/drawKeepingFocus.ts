const FOCUSABLE =
  ':is(textarea, button, vscode-button, vscode-textarea, vscode-textfield, vscode-checkbox, vscode-single-select, summary, [tabindex="0"]):not([disabled])';

/**
 * Draws a page. What has the focus may not be drawn any more, a button that did its work for one: the keys would then go
 * to nobody, and a screen reader would begin at the top. The focus goes to a form that opened in its place, to what opened
 * the part it was in (`data-opener` is its id), or to what stands nearest to where it was.
 */
export function drawKeepingFocus(root: HTMLElement, draw: () => void): void {
  const before = document.activeElement;
  const around = before === null ? [] : ancestors(before, root);
  const opener = before?.closest<HTMLElement>("[data-opener]")?.dataset.opener;
  draw();
  if (before === null || before.isConnected || around.length === 0) return;
  // Controls that were just drawn take the focus once they have drawn themselves.
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    const home = around.filter((element) => element.isConnected);
    const next =
      home[0]?.querySelector<HTMLElement>(".draft textarea") ??
      (opener === undefined ? undefined : document.getElementById(opener)) ??
      firstOf(home, focusableIn);
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  });
}

/** From the inside out, `root` last; none where the element is not in it. */
function ancestors(element: Element, root: Element): Element[] {
  if (!root.contains(element)) return [];
  const found: Element[] = [];
  for (let each = element.parentElement; each !== null; each = each === root ? null : each.parentElement)
    found.push(each);
  return found;
}

const focusableIn = (element: Element): HTMLElement | undefined =>
  [...element.querySelectorAll<HTMLElement>(FOCUSABLE)].find((each) => each.checkVisibility());

function firstOf<T, U>(all: readonly T[], find: (each: T) => U | undefined): U | undefined {
  for (const each of all) {
    const found = find(each);
    if (found !== undefined) return found;
  }
  return undefined;
}
