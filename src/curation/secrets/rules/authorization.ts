import { isPlaceholder } from "../placeholder.ts";
import { looksRandom } from "../randomness.ts";
import type { Rule } from "../rule.ts";

/** RFC 9110, section 11.6.2, with RFC 7617 and RFC 6750; `-u name:password` of curl and its kin. */
const HEADER = /\b(?:Bearer|Basic|token)[ \t]{1,4}(?<value>[A-Za-z0-9._~+/-]{12,4096}={0,2})/dgi;
const USER = /(?:^|\s)(?:-u|--user|--proxy-user)[ =]["']?[\w.@-]{1,64}:(?<value>[^\s"'`@]{4,128})/dg;

export const authorization: Rule = {
  name: "authorization",
  category: "secret",
  anchor: /(?:Bearer|Basic|token)[ \t]|-u[ =]|user[ =]/i,
  *find(text) {
    for (const { indices, groups } of text.matchAll(HEADER)) {
      const value = groups?.["value"] ?? "";
      const [start, end] = indices?.groups?.["value"] ?? [];
      if (start !== undefined && end !== undefined && isCredential(value)) yield { start, end };
    }
    for (const { indices, groups } of text.matchAll(USER)) {
      const [start, end] = indices?.groups?.["value"] ?? [];
      if (start !== undefined && end !== undefined && !isPlaceholder(groups?.["value"] ?? "")) yield { start, end };
    }
  },
};

/** Basic hides a name and a password in base64, which looks as random as a token. Prose, names and paths do not. */
function isCredential(value: string): boolean {
  if (isPlaceholder(value) || !looksRandom(value) || !/\d/.test(value)) return false;
  const decoded = Buffer.from(value, "base64").toString("utf8");
  if (/^[\x20-\x7e]+:[\x20-\x7e]+$/.test(decoded)) return !isPlaceholder(decoded.slice(decoded.indexOf(":") + 1));
  return value.length >= MIN_TOKEN && !/^[a-z]+\d{0,3}([-_/.][a-z]+\d{0,3})*$/i.test(value);
}

/** RFC 6749 sets none; issued tokens have 128 bits or more, which is 22 characters of base64. Some are hexadecimal halves. */
const MIN_TOKEN = 16;
