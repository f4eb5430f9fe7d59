import { isPlaceholder } from "../placeholder.ts";
import { entropyOf } from "../randomness.ts";
import { type Rule, spansOf } from "../rule.ts";

/** Named, for nothing tells 40 characters of base64 from others (as secretlint's rule, which gives the wrong place). */
export const awsSecretKey: Rule = {
  name: "aws-secret-access-key",
  category: "secret",
  anchor: /access_?key/i,
  *find(text) {
    const pattern =
      /secret_?access_?key["']?\s{0,8}(?::|=>|=)\s{0,8}["']?(?<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/dgi;
    for (const { indices, groups } of text.matchAll(pattern)) {
      const [start, end] = indices?.groups?.["value"] ?? [];
      const value = groups?.["value"] ?? "";
      if (start !== undefined && end !== undefined && entropyOf(value) >= MIN_BITS && !/EXAMPLE/.test(value))
        yield { start, end };
    }
  },
};

/** What secretlint's recommended rules do not know, each as its issuer documents it. */
const ISSUED: readonly (readonly [name: string, literal: string, body: string])[] = [
  ["aws-access-key-id", "(?:AKIA|ASIA|ABIA|ACCA)", "[A-Z2-7]{16}"],
  ["google-api-key", "AIza", "[A-Za-z0-9_-]{35}"],
  ["google-oauth", "(?:GOCSPX-|ya29\\.)", "[A-Za-z0-9_-]{20,400}"],
  ["gitlab-token", "gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat)-", "[A-Za-z0-9_-]{20,300}"],
  ["stripe-key", "(?:sk|rk)_(?:live|test)_", "[A-Za-z0-9]{16,247}"],
  ["webhook-secret", "whsec_", "[A-Za-z0-9+/=]{24,128}"],
  ["npm-token", "npm_", "[A-Za-z0-9]{36}"],
  ["pypi-token", "pypi-AgE", "[A-Za-z0-9_-]{50,1000}"],
  ["hugging-face-token", "hf_", "[A-Za-z]{34}"],
  ["openai-key", "sk-(?:proj|svcacct|admin|or-v1|None)-", "[A-Za-z0-9_-]{32,300}"],
  ["digitalocean-token", "do[opr]_v1_", "[a-f0-9]{64}"],
  ["docker-token", "dckr_(?:pat|oat)_", "[A-Za-z0-9_-]{24,64}"],
  ["vault-token", "hv[sbr]\\.", "[A-Za-z0-9_-]{24,300}"],
  ["databricks-token", "dapi", "[a-f0-9]{32}(?:-\\d)?"],
  ["postman-key", "PMAK-", "[a-f0-9]{24}-[a-f0-9]{34}"],
  ["square-token", "sq0(?:atp|csp)-", "[A-Za-z0-9_-]{22,43}"],
  ["sentry-token", "sntry[su]_", "[A-Za-z0-9_=+/-]{40,400}"],
  ["age-key", "AGE-SECRET-KEY-1", "[0-9A-Z]{58}"],
  ["twilio-key", "SK(?=[0-9a-f]{32})", "[0-9a-f]{32}"],
  ["mailgun-key", "key-", "[0-9a-f]{32}"],
  ["telegram-token", "\\d{8,10}:AA", "[A-Za-z0-9_-]{33}"],
  ["azure-key", "(?:AccountKey|SharedAccessKey)=", "[A-Za-z0-9+/]{40,86}={1,2}"],
  ["slack-token", "xox[abceoprs]-", "[A-Za-z0-9-]{20,250}"],
];

/** Bits a character below which a body is a pattern somebody typed: `AKIAAAAAAAAAAAAAAAAA`. */
const MIN_BITS = 2.5;

export const tokens: readonly Rule[] = ISSUED.map(([name, literal, body]): Rule => {
  const pattern = new RegExp(`(?<![A-Za-z0-9_])${literal}(?<body>${body})(?![A-Za-z0-9])`, "g");
  return {
    name,
    category: "secret",
    anchor: new RegExp(literal),
    find: (text) =>
      spansOf(text, pattern, ({ 0: whole, groups }) => {
        const value = groups?.["body"] ?? "";
        return entropyOf(value) >= MIN_BITS && !isPlaceholder(value) && !/EXAMPLE/i.test(whole);
      }),
  };
});
