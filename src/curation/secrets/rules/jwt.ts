import { type Rule, spansOf } from "../rule.ts";

/**
 * A JSON Web Token (RFC 7519): three parts, or five of an encrypted one, of which the first is a JOSE header. The
 * lookbehind lets a run of its characters be tried once only.
 */
const TOKEN = /(?<![A-Za-z0-9_-])(?<header>eyJ[A-Za-z0-9_-]{10,})(?:\.[A-Za-z0-9_-]*){2,4}/g;

export const jwt: Rule = {
  name: "jwt",
  category: "secret",
  anchor: /eyJ[A-Za-z0-9_-]{10}/,
  find: (text) => spansOf(text, TOKEN, ({ 0: token, groups }) => isHeader(groups?.["header"] ?? "") && !isKnown(token)),
};

function isHeader(encoded: string): boolean {
  try {
    const header = JSON.parse(Buffer.from(encoded, "base64url").toString("utf8")) as unknown;
    return typeof header === "object" && header !== null && ("alg" in header || "typ" in header);
  } catch {
    return false;
  }
}

/** John Doe of jwt.io, whom every document about tokens shows. */
const isKnown = (token: string): boolean =>
  Buffer.from(token.split(".", 2)[1] ?? "", "base64url")
    .toString("utf8")
    .includes('"name":"John Doe"');
