import { francAll } from "franc-min";
import type { Example } from "../../core/example.ts";
import { answerOf, promptOf } from "../../core/exampleText.ts";
import { proseOf } from "./prose.ts";
import type { DatasetRule } from "./rule.ts";

/** Letters below which trigrams tell a language too rarely: names and short technical phrases look like any. */
const MIN_LETTERS = 150;
/** How much less likely (of 1) the dataset's language must be than the likeliest, for an example to be called odd. */
const MIN_DISTANCE = 0.12;
/** More would be slow and no surer. */
const MAX_LETTERS = 2000;

/** Examples that speak another language than most. Code is none. */
export const language: DatasetRule = (examples) => {
  const heard = examples.map(languageOf);
  const main = mainLanguage(heard);
  return heard.map((each) => {
    const [likeliest] = each?.ranking ?? [];
    if (main === undefined || likeliest === undefined || likeliest[0] === main) return undefined;
    const likelihood = each?.ranking.find(([code]) => code === main)?.[1] ?? 0;
    if (likeliest[1] - likelihood < MIN_DISTANCE) return undefined;
    const message = `written in ${nameOf(likeliest[0])}, most of the dataset in ${nameOf(main)}`;
    return { rule: "language", severity: "warning", message };
  });
};

interface Heard {
  /** The likeliest first, with 1. */
  readonly ranking: readonly (readonly [code: string, likelihood: number])[];
}

function languageOf(example: Example): Heard | undefined {
  if (example.form === "infill") return undefined;
  const question = promptOf(example).findLast(({ role }) => role === "user")?.content ?? "";
  const prose = proseOf(`${answerOf(example)}\n\n${question}`)
    .replace(/[^\p{L}\p{M}']+/gu, " ")
    .slice(0, MAX_LETTERS);
  if (prose.length < MIN_LETTERS) return undefined;
  return { ranking: francAll(prose).filter(([code]) => code !== "und") };
}

function mainLanguage(heard: readonly (Heard | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const each of heard) {
    const code = each?.ranking[0]?.[0];
    if (code !== undefined) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0];
}

const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

/** `German` for `deu`. */
export function nameOf(code: string): string {
  // Node knows most languages by the shorter codes that its canonical form gives.
  return names.of(Intl.getCanonicalLocales(code)[0] ?? code) ?? code;
}
