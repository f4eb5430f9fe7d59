import { InvalidArgumentError } from "commander";

/** A flag's number. Throws commander's error, which names the flag. */
export const parseNumber = (text: string): number => parseWhere(text, () => true, "a number");

/** A whole number from 1. */
export const parseCount = (text: string): number =>
  parseWhere(text, (number) => Number.isSafeInteger(number) && number >= 1, "a whole number from 1");

/** A whole number from 0, such as a seed. */
export const parseSeed = (text: string): number =>
  parseWhere(text, (number) => Number.isSafeInteger(number) && number >= 0, "a whole number from 0");

/** A number from 0, such as a temperature. */
export const parseNotNegative = (text: string): number => parseWhere(text, (number) => number >= 0, "a number from 0");

/** A share of something: more than 0, at most 1. */
export const parseShare = (text: string): number =>
  parseWhere(text, (number) => number > 0 && number <= 1, "a number above 0, at most 1");

/** A port to listen on; 0 takes a free one. */
export const parsePort = (text: string): number =>
  parseWhere(
    text,
    (number) => Number.isInteger(number) && number >= 0 && number <= 65_535,
    "a whole number from 0 to 65535",
  );

function parseWhere(text: string, isExpected: (number: number) => boolean, expected: string): number {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(number) || !isExpected(number)) throw new InvalidArgumentError(`Expected ${expected}.`);
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

/** Collects a flag that may be given several times. */
export const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];
