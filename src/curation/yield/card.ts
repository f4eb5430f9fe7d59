import type { Example, ExampleLabel, Provenance } from "../../core/example.ts";
import { contentOf, textsOf } from "../../core/exampleText.ts";
import { type ExampleSignature, signatureOf } from "../duplicates/signature.ts";
import { contentHash } from "../exampleId.ts";
import { rowRest, rowStart } from "../formats/jsonl.ts";
import { parseRow } from "../formats/parseRow.ts";
import { drawnOf } from "../propose/balance.ts";
import { type ExampleTokens, exampleTokens } from "../split/exampleTokens.ts";

/**
 * A proposed example as a build handles it: all that decides about its place in a dataset is at hand, and its texts are
 * looked at only where somebody asks. So most of a large dataset can be built again without being parsed.
 */
export interface Card extends ExampleLabel {
  readonly source: Pick<Provenance, "path" | "startLine">;
  readonly signature: ExampleSignature;
  /** The first 32 bits of `signature.answer.key`. */
  readonly answerWord: number;
  /** The first 32 bits of `signature.question.key`; undefined where nothing is asked. */
  readonly questionWord: number | undefined;
  /** `contentHash(contentOf(example))`. */
  readonly contentHash: string;
  /** `drawnOf(example)`. */
  readonly drawn: number;
  /** Characters of all texts. */
  readonly length: number;
  /** `rowRest(example)`, in UTF-8. */
  rest(): Uint8Array;
  tokens(): ExampleTokens;
  /** The same with another split and cluster. */
  placed(place: CardPlace): Card;
}

export type CardPlace = Pick<ExampleLabel, "split" | "cluster">;

/** The card of an example that has a source. */
export function cardOf(example: Example & { readonly source: Provenance }): Card {
  const { id, kind, split, cluster, source } = example;
  const signature = signatureOf(example);
  const whole = {
    id,
    kind,
    source: { path: source.path, startLine: source.startLine },
    signature,
    answerWord: wordOf(signature.answer.key),
    questionWord: signature.question && wordOf(signature.question.key),
    contentHash: contentHash(contentOf(example)),
    drawn: drawnOf(example),
    length: textsOf(example).reduce((sum, text) => sum + text.length, 0),
    rest: () => Buffer.from(rowRest(example)),
    tokens: () => exampleTokens(example),
    placed: (place: CardPlace): Card => ({ ...whole, split: place.split, cluster: place.cluster }),
  };
  return whole.placed({ split, cluster });
}

const WORD_DIGITS = 8;
const wordOf = (key: string): number => parseInt(key.slice(0, WORD_DIGITS), 16);

/** Whether an example has what a card needs. */
export const hasSource = <E extends Example>(example: E): example is E & { readonly source: Provenance } =>
  example.source !== undefined;

/** Tells a card from a whole example. */
export const isCard = (row: Card | Example): row is Card => "placed" in row;

/** The example itself. */
export function exampleOf(card: Pick<Card, "id" | "kind" | "split" | "cluster" | "rest">): Example {
  const row = parseRow(rowStart(card) + Buffer.from(card.rest()).toString());
  if ("example" in row) return row.example;
  throw new Error(`the row of ${card.id} is broken: found ${row.found}, expected ${row.expected}`);
}
