import { rules as recommended } from "@secretlint/secretlint-rule-preset-recommend";
import type { SecretLintRuleContext, SecretLintSourceCode } from "@secretlint/types";
import { isHarmlessAddress } from "./rules/connectionString.ts";
import { LineStarts } from "./lineStarts.ts";
import type { Span } from "./rule.ts";

export interface SecretlintSpan extends Span {
  readonly rule: string;
}

/**
 * What every text holds in which a recommended rule reports anything: the fixed parts of their expressions, read off
 * version 11.7. Without the global flag. A test runs the rules with and without it.
 */
export const SECRETLINT_ANCHOR =
  /PRIVATE KEY|xox[bpaor]-|xapp-|hooks\.slack\.com\/services|T3BlbkFJ|sk-ant-api0|lin_api_|SG\.|shp(?:pa|ca|at|ss)_|gh[pousr]_|github_pat_|ops_ey|mongodb|mysql|postgres|(?:http|ftp)s?:\/\/[-\w]{1,256}:[-\w]{1,256}@/i;

/**
 * Left out: comments that switch rules off, for a text that is learned from is not judged by what its author silenced; and
 * Google's rule, which reads files from the disk again and takes a whole file for one finding. Its keys are private keys,
 * which a rule of ours finds. Amazon's and npm's report as many characters as the secret has, but from where its name
 * begins; ours find the same.
 */
const LEFT_OUT = new Set(["filter-comments", "gcp", "aws", "npm"]);

/** Judged as our own rule of that name does, which leaves `postgres:postgres@localhost` alone. */
const ADDRESS = "connection-string";

/** Rule and message as we name them, where secretlint's own name says too little. */
const NAMES: Readonly<Record<string, string>> = {
  slack: "slack-token",
  basicauth: ADDRESS,
  openai: "openai-key",
  anthropic: "anthropic-key",
  linear: "linear-key",
  privatekey: "private-key",
  sendgrid: "sendgrid-key",
  shopify: "shopify-token",
  github: "github-token",
  "1password": "1password-token",
  "database-connection-string": ADDRESS,
};

/**
 * Spans that secretlint's recommended rules report, run on text in memory. Their own runner, `lintSource`, compares the
 * findings of a file with one another, which takes quadratic time in a file of nothing but tokens, and moves every offset
 * by one after a byte order mark.
 */
export async function secretlintSpans(text: string, path: string): Promise<readonly SecretlintSpan[]> {
  const found: SecretlintSpan[] = [];
  const source = sourceOf(text, path);
  for (const creator of recommended) {
    const id = creator.meta.id.replace("@secretlint/secretlint-rule-", "");
    if (LEFT_OUT.has(id)) continue;
    const rule = NAMES[id] ?? id;
    const context: SecretLintRuleContext = {
      sharedOptions: {},
      createTranslator: () => (messageId) => ({
        message: String(messageId),
        messageId: String(messageId),
        data: undefined,
      }),
      report: ({ range: [start, end] }) => {
        if (rule !== ADDRESS) found.push({ rule, start, end });
        else if (!isHarmlessAddress(text.slice(start, end)))
          found.push({ rule, start, end: start + addressIn(text.slice(start, end)).length });
      },
      ignore: () => undefined,
    };
    await creator.create(context, {}).file?.(source);
  }
  return found;
}

/** Without the quote or bracket that closes around an address, and what follows it. The password may hold one. */
function addressIn(reported: string): string {
  const host = reported.lastIndexOf("@") + 1;
  const close = reported.slice(host).search(/["'`<>)\]}]/);
  return close === -1 ? reported : reported.slice(0, host + close);
}

/** Extension and place on the disk stay unknown to the rules, so that none reads the file itself. */
function sourceOf(text: string, path: string): SecretLintSourceCode {
  let known: LineStarts | undefined;
  const lines = (): LineStarts => (known ??= new LineStarts(text));
  const positionOf = (index: number) => {
    const line = lines().lineOf(index);
    return { line, column: index - lines().startOf(line) };
  };
  const indexOf = ({ line, column }: { line: number; column: number }): number => lines().startOf(line) + column;
  return {
    hasBOM: false,
    content: text,
    filePath: path === "" ? undefined : path,
    physicalFilePath: undefined,
    contentType: "text",
    ext: "",
    getFilePath: () => (path === "" ? undefined : path),
    getPhysicalFilePath: () => undefined,
    rangeToLocation: ([start, end]) => ({ start: positionOf(start), end: positionOf(end) }),
    locationToRange: ({ start, end }) => [indexOf(start), indexOf(end)],
    indexToPosition: positionOf,
    positionToIndex: indexOf,
  };
}
