import { isPlaceholder } from "../placeholder.ts";
import { looksRandom, readsAsName } from "../randomness.ts";
import type { Rule, Span } from "../rule.ts";

const KEY =
  /(?<word>passw(?:or)?d|passphrase|passcode|pwd|(?<=[_-])pass|secret|token|credentials?|(?:api|access|auth|private|encryption|signing|secret|master|account|storage)[_-]?key)s?(?:[_-]?(?:key|value|base)){0,2}\d{0,2}/;
/** `=`, `:`, `=>`, a type between, `,` in calls, `>` in XML; or only a space, on a command line and in SQL. */
const CONNECTOR =
  /(?<closing>\\?["'`\]]{0,2})[ \t]{0,8}(?<connector>:[ \t]?(?:&?(?:'static )?str|[Ss]tring|text|bytes|any|unknown|char\*?)[ \t]?=|=>|:=|={1,3}|:|,|>|(?=[ \t]))[ \t]{0,8}/;
const VALUE =
  /(?:[rbfuLR@$]?(?<quote>\\?["'`])(?<quoted>(?:(?!\k<quote>)(?:\\.|[^\\\r\n])){4,4096})\k<quote>|(?<bare>[^\s"'`]{4,160}))/;
/** A value that was taken for a secret by its first 160 characters goes on to where it ends. */
const REST = /^[^\s"'`]{0,8192}/;

/** Files in which a value stands without quotes. */
const CONFIGURATION =
  /\.(env|ini|cfg|conf|config|properties|ya?ml|toml|tfvars|sh|bash|zsh|ps1|bat|cmd|netrc|npmrc|pypirc|service|xml|log)$|(^|\/)(\.env[^/]*|dockerfile[^/]*|makefile|credentials|\.netrc|\.pgpass|\.htpasswd)$/i;
const SPACE_SEPARATED = /\.(sh|bash|zsh|ps1|bat|cmd|netrc|sql|md|txt|ya?ml)$|(^|\/)(\.netrc|dockerfile[^/]*)$|^$/i;

/** `password = "…"`, `"apiKey": "…"`, `DB_PASS=…`, `<password>…</password>`, `--token …`, `PASSWORD '…'`. */
export const assignment: Rule = {
  name: "assigned-secret",
  category: "secret",
  anchor: new RegExp(KEY.source.replace("?<word>", "?:"), "i"),
  *find(text, path) {
    const pattern = new RegExp(KEY.source + CONNECTOR.source + VALUE.source, "gid");
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const span = secretOf(match, path);
      if (span !== undefined) {
        pattern.lastIndex = span.end;
        yield span;
      } else {
        // What was taken for a value may itself be a key: `token: password=…`. Every step goes on by at least a letter.
        pattern.lastIndex = match.index + (match.groups?.["word"]?.length ?? 1);
      }
    }
  },
};

function secretOf(match: RegExpExecArray, path: string): Span | undefined {
  const { word = "", closing = "", connector = "", quoted, bare } = match.groups ?? {};
  const isPassword = /^(pass|pwd)/i.test(word);
  const [start] = match.indices?.groups?.[quoted === undefined ? "bare" : "quoted"] ?? [];
  if (start === undefined) return undefined;
  if (connector === "" && !isSpaceSeparated(match, quoted !== undefined, path)) return undefined;
  // In a list, two texts next to each other are no pair; in a call they are.
  if (connector === "," && (closing === "" || quoted === undefined || !isFirstArgument(match))) return undefined;
  if (connector === ">" && (closing !== "" || !(bare ?? "").includes("</"))) return undefined;
  if (quoted !== undefined)
    return isQuotedSecret(quoted, isPassword) ? { start, end: start + quoted.length } : undefined;
  const isConfiguration = CONFIGURATION.test(path);
  const judged = bareValue(bare ?? "", connector, isConfiguration);
  const isSecret = isConfiguration || connector === ">" ? isConfigured(judged, isPassword) : isBareSecret(judged);
  if (!isSecret) return undefined;
  const whole = REST.exec(match.input.slice(start, start + 8192))?.[0] ?? "";
  return { start, end: start + Math.max(judged.length, bareValue(whole, connector, isConfiguration).length) };
}

/** `put("password", …)`, `define('DB_PASSWORD', …)`: what the key is a part of begins with a bracket and a quote. */
const isFirstArgument = ({ index, input }: RegExpExecArray): boolean =>
  /\(\s{0,4}["'`][\w.-]{0,40}$/.test(input.slice(Math.max(0, index - 48), index));

/** `--password x` and `password x` of .netrc, `PASSWORD 'x'` of SQL: elsewhere two words next to each other are prose. */
function isSpaceSeparated({ index, input }: RegExpExecArray, isQuoted: boolean, path: string): boolean {
  if (!SPACE_SEPARATED.test(path)) return false;
  return isQuoted || /--[\w-]{0,40}$/.test(input.slice(Math.max(0, index - 42), index)) || /netrc$/.test(path);
}

function isQuotedSecret(value: string, isPassword: boolean): boolean {
  if (isPlaceholder(value)) return false;
  // Labels and messages are sentences; of pass phrases only those that no sentence looks like.
  if (/\s/.test(value)) return isPassword && /\d/.test(value) && /[^\w\s.,:;'"!?()-]/.test(value);
  return looksRandom(value) || (isPassword && isChosen(value));
}

/** What a person chose: a small word, or anything with digits or signs in it; not a name such as `confirmPassword`. */
function isChosen(value: string): boolean {
  if (value.length < 5 || /^[./\\~]|[{}<>|]|^[a-z]+:\/\/|\(\)/i.test(value)) return false;
  if (/^[a-z]+$/.test(value)) return value.length >= 6;
  if (/^[A-Za-z]+$/.test(value)) return value.length >= 8 && !/^[A-Z]?[a-z]{2,}([A-Z][a-z]{2,})*$|^[A-Z]+$/.test(value);
  if (/^[A-Za-z]+([-_.:][A-Za-z]+)+$/.test(value))
    return !/pass|pwd|secret|token|key|user|login|auth|error|valid/i.test(value);
  return /[A-Za-z0-9]/.test(value);
}

/** Where quotes do not say where a value ends: up to what ends it in a URL, a list or a call. */
function bareValue(run: string, connector: string, isConfiguration: boolean): string {
  if (connector === ">") return run.split("<", 1)[0] ?? "";
  const value = isConfiguration ? run.replace(/[,;]+$/, "") : (run.split(/[,;<>(){}[\]|&\\]/, 1)[0] ?? "");
  // An expression, not a value: `token = read(`, `token = list[`.
  return !isConfiguration && /^[([{.]/.test(run.slice(value.length)) ? "" : value;
}

function isConfigured(value: string, isPassword: boolean): boolean {
  if (value.length < 5 || isPlaceholder(value) || /^[&*|>]/.test(value)) return false;
  if (/^[\w.]+\(|^(\.{0,2}|~)\//.test(value)) return false;
  return looksRandom(value) || (isPassword && isChosen(value));
}

/** In code and prose only what nobody would write as a name or a word. */
const isBareSecret = (value: string): boolean =>
  !isPlaceholder(value) &&
  looksRandom(value) &&
  !readsAsName(value) &&
  !/^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)+$/.test(value);
