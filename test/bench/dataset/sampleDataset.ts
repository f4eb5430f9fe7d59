import { mulberry32 } from "../../../src/base/mulberry32.ts";
import type { Example, Split } from "../../../src/core/example.ts";
import { proposedId } from "../../../src/curation/exampleId.ts";

/**
 * A dataset as a large repository gives it: ten examples a file, questions of about 60 characters, answers of 80 to
 * 1,200 (450 in the mean, as this repository's own), a tenth of them with letters outside ASCII. Words repeat as words
 * do (Zipf), so that a search finds something. The same for the same arguments.
 */
export function* sampleExamples(count: number, seed = 1): Generator<Example> {
  const random = mulberry32(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const word = (): string => WORDS[Math.floor(WORDS.length ** random()) - 1] ?? "the";
  const text = (characters: number): string => {
    let result = "";
    while (result.length < characters) result += `${result === "" ? "" : " "}${word()}`;
    return result;
  };
  for (let index = 0; index < count; index++) {
    const file = Math.floor(index / 10);
    const path = `packages/part${String(file % 40).padStart(2, "0")}/src/${word()}/file${String(file).padStart(6, "0")}.ts`;
    const kind = pick(KINDS);
    const title = `${word()}.${word()}${index % 10}`;
    const startLine = (index % 10) * 20 + 1;
    const answer = text(80 + Math.floor(1120 * random() ** 2));
    yield {
      form: "chat",
      id: proposedId(kind, path, title, index),
      kind,
      split: pick(SPLITS),
      messages: [
        { role: "user", content: `What does \`${title}\` in ${path} do with ${text(20)}?` },
        { role: "assistant", content: index % 10 === 0 ? `Übrigens — “${answer}” 🌳` : answer },
      ],
      source: { path, startLine, endLine: startLine + 12, title, hash: proposedId("hash", path, title, index) },
    };
  }
}

const KINDS = ["doc-comment", "section", "signature", "defined", "used", "test", "options", "commit"] as const;
const SPLITS: readonly Split[] = [
  "train",
  "train",
  "train",
  "train",
  "train",
  "train",
  "train",
  "train",
  "validation",
  "test",
];

/** The first of a list come up far more often than the last. */
const WORDS = [
  ..."the of a to and in is that for it as with be by on or are this from which when file value returns example".split(
    " ",
  ),
  ...Array.from({ length: 4000 }, (_, index) => syllables(index * 7919 + 13)),
];

function syllables(number: number): string {
  const [onsets, nuclei] = ["bdfgklmnprstvz", "aeiou"];
  let [rest, text] = [number, ""];
  do {
    text += `${onsets[rest % onsets.length]}${nuclei[Math.floor(rest / onsets.length) % nuclei.length]}`;
    rest = Math.floor(rest / (onsets.length * nuclei.length));
  } while (rest > 0 || text.length < 4);
  return text;
}
