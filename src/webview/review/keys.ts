import type { ReviewCommand } from "../../protocol/review.ts";

/** What is looked at of a keyboard event. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const KEYS: Readonly<Record<string, ReviewCommand>> = {
  a: "accept",
  e: "edit",
  r: "reject",
  f: "flag",
  j: "next",
  k: "previous",
  o: "openSource",
  "/": "search",
  ArrowDown: "next",
  ArrowUp: "previous",
};

/** What a key means where nothing is being typed; undefined for keys that are not ours. */
export function commandOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): ReviewCommand | undefined {
  const isCommand = ctrlKey || metaKey;
  if (altKey) return undefined;
  if (isCommand && key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
  if (isCommand && key.toLowerCase() === "y") return "redo";
  return isCommand || shiftKey || !Object.hasOwn(KEYS, key) ? undefined : KEYS[key];
}
