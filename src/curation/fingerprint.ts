import { createHash } from "node:crypto";

/** SHA-256 of the parts, as hexadecimal. No two different lists of parts share it: they are separated unambiguously. */
export function sha256(...parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** A number in [0, 1) that depends on the parts alone. */
export function fractionOf(...parts: readonly unknown[]): number {
  return parseInt(sha256(...parts).slice(0, 12), 16) / 2 ** 48;
}

/** One of `choices`, always the same for the same parts. @throws RangeError for no choices. */
export function chooseBy<T>(choices: readonly T[], ...parts: readonly unknown[]): T {
  const choice = choices[Math.floor(fractionOf(...parts) * choices.length)];
  if (choice === undefined) throw new RangeError("nothing to choose from");
  return choice;
}
