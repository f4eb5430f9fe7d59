import { InvalidArgumentError } from "commander";
import type { Split } from "../core/example.ts";

/** A flag's number. Throws commander's error, which names the flag. */
export function parseNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new InvalidArgumentError("Expected a number.");
  return number;
}

/** A whole number from 1. */
export function parseCount(text: string): number {
  const number = parseNumber(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError("Expected a whole number from 1.");
  return number;
}

/** A number from 0, such as a temperature. */
export function parseNotNegative(text: string): number {
  const number = parseNumber(text);
  if (number < 0) throw new InvalidArgumentError("Expected a number from 0.");
  return number;
}

/** A share of something: more than 0, at most 1. */
export function parseShare(text: string): number {
  const number = parseNumber(text);
  if (number <= 0 || number > 1) throw new InvalidArgumentError("Expected a number above 0, at most 1.");
  return number;
}

const BYTE_UNITS: Readonly<Record<string, number>> = { "": 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** A size such as `500MB`, `2 GB` or a number of bytes, in powers of a thousand. */
export function parseBytes(text: string): number {
  const [, digits = "", unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*(?:([kmgt])i?b?|b)?\s*$/i.exec(text) ?? [];
  const bytes = Number(digits) * (BYTE_UNITS[unit.toUpperCase()] ?? Number.NaN);
  if (digits === "" || !(bytes >= 1)) throw new InvalidArgumentError("Expected a size such as 500MB or 2GB.");
  return Math.round(bytes);
}

/** A port to listen on; 0 takes a free one. */
export function parsePort(text: string): number {
  const number = parseNumber(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new InvalidArgumentError("Expected a whole number from 0 to 65535.");
  }
  return number;
}

/** A whole number from 0, such as a seed. */
export function parseSeed(text: string): number {
  const number = parseNumber(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError("Expected a whole number from 0.");
  return number;
}

const SPLITS: readonly Split[] = ["train", "validation", "test"];

export function parseSplit(text: string): Split {
  const split = SPLITS.find((each) => each === text);
  if (!split) throw new InvalidArgumentError(`Expected one of ${SPLITS.join(", ")}.`);
  return split;
}

/** Collects a flag that may be given several times. */
export const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];
