import type { Rule, Span } from "../rule.ts";

/** International: a plus, the country, the rest in groups. At most 15 digits (ITU-T E.164). */
const INTERNATIONAL = /(?<![\w+./=-])\+\d(?:[ \u00a0().\/-]{0,2}\d){7,14}(?![\w]|[.,-]\d)/g;
/** North American, `(415) 555-0100`: area and exchange start from 2 (NANP). */
const NORTH_AMERICAN =
  /(?<![\w.+:/=#-])(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}(?![\w.:/-]?\d|[\w-])/g;
/** National spellings with a leading 0: `030 1234567`, `0171/1234567`, `01 42 68 53 00`. Numbers like any other without a word. */
const NATIONAL = /(?<![\w.+-])\(?0\d{1,5}\)?(?:[ \u00a0\/.-]{1,2}\d{2,8}){1,5}(?![\w]|[.,-]\d)/g;
const WORD =
  /(?:\b(?:tel|phone|telephone|telefon|téléphone|teléfono|mobile?|mobil|cell|fax|call|hotline|whatsapp|handy|contact)\b|tel:|☎|📞)[^\n\d]{0,24}$/i;
/** How far before a number its word may stand. */
const WORD_DISTANCE = 40;

/** Country codes in use (ITU-T E.164, list of assigned codes): one digit, two, or the first two of three. */
const COUNTRY =
  /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-69]\d|3[578]\d|42[013]|5[09]\d|6[789]\d|8[058]\d|9[679]\d)/;

export const phone: Rule = {
  name: "phone",
  category: "personal",
  anchor: /\+\d|\d{3}[ .)-]{1,2}\d{3}[ .-]\d{4}|0\d{1,5}\)?[ \u00a0/.-]{1,2}\d{2}/,
  *find(text) {
    for (const span of matches(text, INTERNATIONAL)) if (isInternational(digitsOf(text, span))) yield span;
    for (const span of matches(text, NORTH_AMERICAN)) if (isNorthAmerican(text, span)) yield span;
    for (const span of matches(text, NATIONAL)) if (isNational(text, span)) yield span;
  },
};

function* matches(text: string, pattern: RegExp): Generator<Span> {
  for (const { index, 0: whole } of text.matchAll(pattern)) yield { start: index, end: index + whole.length };
}

const digitsOf = (text: string, { start, end }: Span): string => text.slice(start, end).replace(/\D/g, "");

function isInternational(digits: string): boolean {
  if (digits.length < 8 || digits.length > 15 || !COUNTRY.test(digits) || isMadeUp(digits)) return false;
  return !digits.startsWith("1") || (digits.length === 11 && !isFictional(digits.slice(1)));
}

/** With one kind of separator, of which a dot needs a word too: `415.555.2671` is a version or an offset elsewhere. */
function isNorthAmerican(text: string, span: Span): boolean {
  const digits = digitsOf(text, span).slice(-10);
  if (isFictional(digits) || isMadeUp(digits)) return false;
  return /[()-]/.test(text.slice(span.start, span.end)) || hasWord(text, span);
}

function isNational(text: string, span: Span): boolean {
  const digits = digitsOf(text, span);
  return digits.length >= 8 && digits.length <= 12 && !isMadeUp(digits) && hasWord(text, span);
}

const hasWord = (text: string, { start }: Span): boolean =>
  WORD.test(text.slice(Math.max(0, start - WORD_DISTANCE), start));

/** 555-0100 to 555-0199 are kept for fiction, and nobody has 123-456-7890. */
const isFictional = (digits: string): boolean =>
  /^\d{3}55501\d\d$|^555|^1234567890$|^2345678901$|^9876543210$/.test(digits);

const isMadeUp = (digits: string): boolean => /1234567|7654321|(\d)\1{5}/.test(digits);
