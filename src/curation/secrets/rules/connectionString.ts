import { isPlaceholder } from "../placeholder.ts";
import { looksRandom } from "../randomness.ts";
import type { Rule, Span } from "../rule.ts";

/** `://user:password@host` of any scheme; the user may be missing, as with Redis. */
const AUTHORITY = /:\/\/(?<user>[^\s:@/"'`<>]{0,128}):(?<password>[^\s@"'`<>]{1,256})@(?=[\w.[-])/g;
/** `Server=…;User Id=…;Password=…;`, `jdbc:…?user=…&password=…`. */
const PAIRS =
  /\b(?:Server|Data Source|Host|Endpoint|jdbc:[a-z]{2,20}):?[^"'`\r\n]{0,200}?(?<=[;?&\s])(?:Password|Pwd|SharedAccessKey|AccountKey)\s{0,4}=\s{0,4}(?<password>[^;&"'`\s]{1,256})/gi;
const ORACLE = /jdbc:oracle:[a-z]{3,4}:(?<user>[^\s/"'`:@]{1,64})\/(?<password>[^\s@"'`/]{1,128})@[^\s"'`]{1,300}/gi;
/** Names that nobody owns (RFC 2606). */
const RESERVED = /^([\w-]{1,40}\.)?example(\.(com|org|net))?(?![\w.-])/i;
const HOST = /^[^\s"'`<>)\]}]{1,400}/;

/** Databases, queues and servers with the password in their address. The whole address is taken: it says where to use it. */
export const connectionString: Rule = {
  name: "connection-string",
  category: "secret",
  anchor: /:\/\/[^\s:@/"'`<>]{0,128}:[^\s@]|(?:Password|Pwd|SharedAccessKey|AccountKey)\s{0,4}=|jdbc:oracle/i,
  *find(text) {
    for (const match of text.matchAll(AUTHORITY)) {
      const { user = "", password = "" } = match.groups ?? {};
      if (isHarmless(user, password)) continue;
      if (RESERVED.test(text.slice(match.index + match[0].length, match.index + match[0].length + 80))) continue;
      const scheme = schemeBefore(text, match.index);
      if (scheme === "") continue;
      const hostStart = match.index + match[0].length;
      const host = HOST.exec(text.slice(hostStart, hostStart + 400))?.[0] ?? "";
      yield { start: match.index - scheme.length, end: hostStart + host.length };
    }
    yield* passwordsIn(text, PAIRS);
    yield* passwordsIn(text, ORACLE);
  },
};

function* passwordsIn(text: string, pattern: RegExp): Generator<Span> {
  for (const match of text.matchAll(pattern)) {
    const { user = "", password = "" } = match.groups ?? {};
    if (!isHarmless(user, password)) yield { start: match.index, end: match.index + match[0].length };
  }
}

/** Whether an address has no password worth hiding. */
export function isHarmlessAddress(address: string): boolean {
  const { user, password } = /:\/\/(?<user>[^\s:@/]*):(?<password>[^\s@]*)@/.exec(address)?.groups ?? {};
  const isReserved = RESERVED.test(address.slice(address.indexOf("@") + 1));
  return user !== undefined && password !== undefined && (isReserved || isHarmless(user, password));
}

/** Placeholders, and the defaults that every tutorial has: the user's name again. */
function isHarmless(user: string, password: string): boolean {
  // GitHub once took the token for the user's name.
  if (password === "x-oauth-basic") return !looksRandom(user);
  return isPlaceholder(password) || password.toLowerCase() === user.toLowerCase();
}

function schemeBefore(text: string, end: number): string {
  return /[a-z][a-z0-9+.:-]{0,30}$/i.exec(text.slice(Math.max(0, end - 31), end))?.[0] ?? "";
}
