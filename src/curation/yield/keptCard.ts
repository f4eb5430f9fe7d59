import type { ExampleContent, Provenance, Split } from "../../core/example.ts";
import { SIGNATURE_LENGTH } from "../duplicates/minHash.ts";
import {
  comparedAnswer,
  comparedQuestion,
  type ExampleSignature,
  type TextSignature,
} from "../duplicates/signature.ts";
import type { ExampleTokens } from "../split/exampleTokens.ts";
import { type Card, type CardPlace, exampleOf } from "./card.ts";
import { type CardBatch, Column, Flag, Key } from "./cardBatch.ts";

/** A card that is looked at where it lies. There are a hundred thousand of them, so each holds little of its own. */
export class KeptCard implements Card {
  private constructor(
    private readonly batch: CardBatch,
    private readonly index: number,
    readonly id: string,
    readonly kind: string,
    readonly source: Pick<Provenance, "path" | "startLine">,
    readonly signature: ExampleSignature,
    readonly split: Split | undefined,
    readonly cluster: string | undefined,
  ) {}

  static first(batch: CardBatch, index: number): KeptCard {
    const id = batch.key(index, Key.id);
    const kind = batch.kinds[batch.number(index, Column.kind)] ?? "";
    const source = { path: batch.path, startLine: batch.number(index, Column.startLine) };
    return new KeptCard(batch, index, id, kind, source, signatureAt(batch, index), undefined, undefined);
  }

  placed({ split, cluster }: CardPlace): KeptCard {
    return new KeptCard(this.batch, this.index, this.id, this.kind, this.source, this.signature, split, cluster);
  }

  get contentHash(): string {
    return this.batch.key(this.index, Key.content);
  }

  get drawn(): number {
    const { batch, index } = this;
    return (batch.number(index, Column.drawnHigh) * 2 ** 32 + batch.number(index, Column.drawnLow)) / 2 ** 48;
  }

  get length(): number {
    return this.batch.number(this.index, Column.length);
  }

  rest(): Uint8Array {
    return restAt(this.batch, this.index);
  }

  tokens(): ExampleTokens {
    const { batch, index } = this;
    const first = batch.offsets(index);
    const texts: Uint32Array[] = [];
    let start = first.tokens;
    for (let text = 0; text < batch.number(index, Column.textCount); text++) {
      const end = start + (batch.words[first.texts + text] ?? 0);
      texts.push(batch.words.subarray(start, end));
      start = end;
    }
    return { answer: texts[batch.number(index, Column.answerText)] ?? new Uint32Array(0), texts };
  }
}

function restAt(batch: CardBatch, index: number): Uint8Array {
  const { rest } = batch.offsets(index);
  return batch.bytes.subarray(rest, rest + batch.number(index, Column.restBytes));
}

function signatureAt(batch: CardBatch, index: number): ExampleSignature {
  const answer = new KeptAnswer(batch, index, batch.key(index, Key.answer));
  const lengthOrder = batch.number(index, Column.lengthOrder);
  if (!batch.has(index, Flag.asks)) return { answer, lengthOrder };
  return { answer, lengthOrder, question: new KeptQuestion(batch, index, batch.key(index, Key.question)) };
}

/** A signature of which all but the key is looked up when it is wanted. */
abstract class KeptText {
  private found: Uint32Array | undefined;

  constructor(
    protected readonly batch: CardBatch,
    protected readonly index: number,
    readonly key: string,
  ) {}

  get hashes(): Uint32Array {
    return (this.found ??= this.findHashes());
  }

  protected abstract findHashes(): Uint32Array;

  protected hashesAt(start: number): Uint32Array {
    return this.batch.words.subarray(start, start + SIGNATURE_LENGTH);
  }

  protected get content(): ExampleContent {
    const { batch, index } = this;
    const [id, kind] = [batch.key(index, Key.id), batch.kinds[batch.number(index, Column.kind)] ?? ""];
    return exampleOf({ id, kind, rest: () => restAt(batch, index) });
  }
}

class KeptAnswer extends KeptText implements TextSignature {
  get exactKey(): string {
    return this.batch.key(this.index, Key.exactAnswer);
  }

  get isShort(): boolean {
    return this.batch.has(this.index, Flag.isAnswerShort);
  }

  get shingleCount(): number {
    return this.batch.number(this.index, Column.answerShingles);
  }

  plain(): string {
    return comparedAnswer(this.content);
  }

  protected findHashes(): Uint32Array {
    const { hashes } = this.batch.offsets(this.index);
    return this.hashesAt(this.batch.has(this.index, Flag.isQuestionHashed) ? hashes + SIGNATURE_LENGTH : hashes);
  }
}

class KeptQuestion extends KeptText implements TextSignature {
  get exactKey(): string {
    return this.batch.key(this.index, Key.exactQuestion);
  }

  get isShort(): boolean {
    return this.batch.has(this.index, Flag.isQuestionShort);
  }

  get shingleCount(): number {
    return this.batch.number(this.index, Column.questionShingles);
  }

  plain(): string {
    return comparedQuestion(this.content) ?? "";
  }

  protected findHashes(): Uint32Array {
    const isHashed = this.batch.has(this.index, Flag.isQuestionHashed);
    return isHashed ? this.hashesAt(this.batch.offsets(this.index).hashes) : new Uint32Array(0);
  }
}
