import type { Rule, Span } from "../rule.ts";

/** PEM, OpenSSH, PGP (RFC 7468, RFC 9580), and SSH2 with its four dashes (RFC 4716). */
const BEGIN = /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}/g;
const END = /-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}/g;
const PUTTY = /PuTTY-User-Key-File-\d:/g;
const PUTTY_END = /Private-MAC: ?[0-9a-f]{0,128}/g;
/** Longer than an RSA key of 16,384 bits; what ends later is not the end of this key. */
const MAX_LENGTH = 32_768;
/** Base64 characters of the smallest key there is, an Ed25519 seed in PKCS #8, less a few. */
const MIN_BODY = 56;

export const privateKey: Rule = {
  name: "private-key",
  category: "secret",
  anchor: /PRIVATE KEY|PuTTY-User-Key-File-/,
  *find(text) {
    yield* blocks(text, BEGIN, END);
    yield* blocks(text, PUTTY, PUTTY_END);
  },
};

/** From each beginning to its end; where there is none, to the last line that can belong to it. */
function* blocks(text: string, begin: RegExp, end: RegExp): Generator<Span> {
  let covered = 0;
  for (const { index, 0: head } of text.matchAll(begin)) {
    if (index < covered) continue;
    const bodyStart = index + head.length;
    // No key holds the beginning of another: one that was cut ends there at the latest.
    const next = text.slice(bodyStart, bodyStart + MAX_LENGTH).search(new RegExp(begin.source));
    const window = text.slice(bodyStart, next < 0 ? bodyStart + MAX_LENGTH : bodyStart + next);
    const last = window.matchAll(end).next().value;
    const length = last === undefined ? lengthOfKeyLines(window) : last.index + last[0].length;
    if (!isKeyBody(window.slice(0, length))) continue;
    covered = bodyStart + length;
    yield { start: index, end: covered };
  }
}

/** Lines of base64, whatever code quotes and joins them, and the headers above them. */
function lengthOfKeyLines(window: string): number {
  let length = 0;
  for (const { 0: line } of window.matchAll(/[^\n]{0,200}(?:\n|$)/g)) {
    if (line === "" || (length > 0 && line.trim() !== "" && !/[A-Za-z0-9+/=]{16}|^[\w-]+: /.test(line))) break;
    length += line.length;
  }
  return length;
}

/** `...` and `<your key>` are no keys; neither is a key of one letter. */
function isKeyBody(body: string): boolean {
  const characters = body.replace(/\\[nrt]/g, "").replace(/[^A-Za-z0-9+/=]/g, "");
  return characters.length >= MIN_BODY && new Set(characters.slice(0, 400)).size >= 16;
}
