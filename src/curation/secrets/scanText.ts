import { type RawFinding, findingId, previewOf } from "./finding.ts";
import { LineStarts } from "./lineStarts.ts";
import type { Rule, Span } from "./rule.ts";
import { assignment } from "./rules/assignment.ts";
import { authorization } from "./rules/authorization.ts";
import { connectionString } from "./rules/connectionString.ts";
import { email } from "./rules/email.ts";
import { iban } from "./rules/iban.ts";
import { jwt } from "./rules/jwt.ts";
import { paymentCard } from "./rules/paymentCard.ts";
import { phone } from "./rules/phone.ts";
import { privateKey } from "./rules/privateKey.ts";
import { awsSecretKey, tokens } from "./rules/tokens.ts";
import { SECRETLINT_ANCHOR, secretlintSpans } from "./secretlint.ts";

/** Our own rules, in the order in which they name what several of them find. */
export const RULES: readonly Rule[] = [
  privateKey,
  connectionString,
  jwt,
  awsSecretKey,
  ...tokens,
  authorization,
  assignment,
  email,
  iban,
  paymentCard,
  phone,
];

interface NamedSpan extends Span {
  readonly rule: string;
  readonly category: "secret" | "personal";
  /** Which rule names it where spans overlap: the lower. */
  readonly rank: number;
}

export interface ScanOptions {
  /** Whether rules run only on texts that hold their anchor. Defaults to true; off it is slower and finds the same. */
  readonly usesAnchors?: boolean;
}

/**
 * Secrets and personal data in a text, in its order, none within another. `path` tells what kind of file it is and is a
 * part of the ids; empty where there is none. Takes time linear in the text.
 */
export async function scanText(
  text: string,
  path: string,
  { usesAnchors = true }: ScanOptions = {},
): Promise<readonly RawFinding[]> {
  const spans: NamedSpan[] = [];
  for (const [rank, rule] of RULES.entries()) {
    if (usesAnchors && !rule.anchor.test(text)) continue;
    for (const { start, end } of rule.find(text, path)) {
      spans.push({ start, end, rule: rule.name, category: rule.category, rank: rankOf(rule.category, rank) });
    }
  }
  if (!usesAnchors || SECRETLINT_ANCHOR.test(text)) {
    for (const { start, end, rule } of await secretlintSpans(text, path)) {
      spans.push({ start, end, rule, category: "secret", rank: rankOf("secret", RULES.length) });
    }
  }
  if (spans.length === 0) return [];
  const lines = new LineStarts(text);
  return merged(spans).map(({ start, end, rule, category }) => {
    const found = text.slice(start, end);
    return {
      id: findingId(rule, path, found),
      rule,
      category,
      start,
      end,
      startLine: lines.lineOf(start),
      endLine: lines.lineOf(Math.max(start, end - 1)),
      preview: previewOf(rule, found),
    };
  });
}

const rankOf = (category: "secret" | "personal", rank: number): number => (category === "secret" ? rank : 1000 + rank);

/** Spans that overlap become one, named by the rule that is most to the point; a secret is never called personal. */
function merged(spans: readonly NamedSpan[]): NamedSpan[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end || a.rank - b.rank);
  const result: NamedSpan[] = [];
  for (const span of sorted) {
    const last = result.at(-1);
    if (last === undefined || span.start >= last.end) {
      result.push(span);
      continue;
    }
    const named = span.rank < last.rank ? span : last;
    result[result.length - 1] = { ...named, start: last.start, end: Math.max(last.end, span.end) };
  }
  return result;
}
