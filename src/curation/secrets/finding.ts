import type { Finding } from "../../core/review.ts";
import { sha256 } from "../fingerprint.ts";
import type { Span } from "./rule.ts";

/** What a scan found in one text. It holds where the secret stands, never the secret. */
export interface RawFinding extends Span, Pick<Finding, "id" | "rule" | "category" | "preview"> {
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
}

/** Hexadecimal digits of an id, and how many of them depend on the text found. */
const ID_DIGITS = 16;
const TEXT_DIGITS = 5;

/**
 * The id of a finding: of its rule, its path and the text found, so that a decision outlives a rebuild. Of the text only
 * 20 bits take part. They tell the findings of a rule in a file apart, but are too few to confirm a guess by: ids are
 * committed, and whoever reads them must not be able to try out a list of passwords.
 */
export function findingId(rule: string, path: string, text: string): string {
  const place = sha256("finding", rule, path).slice(0, ID_DIGITS - TEXT_DIGITS);
  return place + sha256("found", rule, path, text).slice(0, TEXT_DIGITS);
}

/** Below this many characters a start of three would say too much. */
const MIN_SHOWN = 16;

/** What was found with all but a hint masked: safe to show and to store. */
export function previewOf(rule: string, text: string): string {
  const length = `(${text.length} characters)`;
  switch (rule) {
    case "e-mail": {
      const sign = text.lastIndexOf("@");
      return `${text.slice(0, 1)}…${text.slice(sign)}`;
    }
    case "private-key":
      return `${/(?:BEGIN [A-Z0-9 ]*KEY|PuTTY)/.exec(text)?.[0] ?? "key"}… ${length}`;
    case "connection-string":
      return `${/^[\w+.:-]{1,30}:\/\//.exec(text)?.[0] ?? ""}… ${length}`;
    case "phone":
    case "iban":
    case "payment-card":
      return `…${text.slice(-2)} ${length}`;
    default:
      return text.length < MIN_SHOWN ? `… ${length}` : `${text.slice(0, 3)}… ${length}`;
  }
}
