import type { ExampleContent } from "../core/example.ts";
import { mapTexts, textsOf } from "../core/exampleText.ts";
import type { SecretText } from "./schemas.ts";

/** The content with a mark in the place of each of these texts, wherever it stands. */
export function withoutTexts(content: ExampleContent, secrets: readonly SecretText[]): ExampleContent {
  if (secrets.length === 0) return content;
  // The longest first: one secret may be a part of another.
  const longestFirst = [...secrets].sort((a, b) => b.text.length - a.text.length);
  return mapTexts(content, (text) =>
    longestFirst.reduce((rest, secret) => rest.replaceAll(secret.text, () => `<redacted:${secret.rule}>`), text),
  );
}

/** Those of the secrets that stand in the content. */
export function textsIn(content: ExampleContent, secrets: readonly SecretText[]): SecretText[] {
  if (secrets.length === 0) return [];
  const texts = textsOf(content);
  return secrets.filter((secret) => texts.some((text) => text.includes(secret.text)));
}
