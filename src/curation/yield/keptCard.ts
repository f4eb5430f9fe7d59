import type { ExampleContent, Provenance, Split } from "../../core/example.ts";
import { SIGNATURE_LENGTH } from "../duplicates/minHash.ts";
import {
  comparedAnswer,
  comparedQuestion,
  type ExampleSignature,
  type TextSignature,
} from "../duplicates/signature.ts";
import { type ExampleTokens, NO_TOKENS, type TokenSpan } from "../split/exampleTokens.ts";
import { type Card, type CardPlace, exampleOf } from "./card.ts";
import { type CardBatch, Column, Flag, Key } from "./cardBatch.ts";

/**
 * A card that is looked at where it lies, and its own source and signature. There are a hundred thousand of them, most of
 * which are dropped for what little is asked of all: so nothing is made before somebody wants it.
 */
export class KeptCard implements Card, ExampleSignature {
  private constructor(
    private readonly batch: CardBatch,
    private readonly index: number,
    readonly split: Split | undefined,
    readonly cluster: string | undefined,
    private knownId: string | undefined,
    private knownAnswer: TextSignature | undefined,
    private knownQuestion: TextSignature | undefined,
  ) {}

  static first(batch: CardBatch, index: number): KeptCard {
    return new KeptCard(batch, index, undefined, undefined, undefined, undefined, undefined);
  }

  placed({ split, cluster }: CardPlace): KeptCard {
    return new KeptCard(this.batch, this.index, split, cluster, this.knownId, this.knownAnswer, this.knownQuestion);
  }

  get id(): string {
    return (this.knownId ??= this.batch.key(this.index, Key.id));
  }

  get kind(): string {
    return this.batch.kinds[this.batch.number(this.index, Column.kind)] ?? "";
  }

  get source(): Pick<Provenance, "path" | "startLine"> {
    return this;
  }

  get path(): string {
    return this.batch.path;
  }

  get startLine(): number {
    return this.batch.number(this.index, Column.startLine);
  }

  get signature(): ExampleSignature {
    return this;
  }

  get answer(): TextSignature {
    return (this.knownAnswer ??= new KeptAnswer(this.batch, this.index));
  }

  get question(): TextSignature | undefined {
    if (!this.asks) return undefined;
    return (this.knownQuestion ??= new KeptQuestion(this.batch, this.index));
  }

  get lengthOrder(): number {
    return this.batch.number(this.index, Column.lengthOrder);
  }

  get answerWord(): number {
    return this.batch.keyWord(this.index, Key.answer);
  }

  get questionWord(): number | undefined {
    return this.asks ? this.batch.keyWord(this.index, Key.question) : undefined;
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

  private get asks(): boolean {
    return this.batch.has(this.index, Flag.asks);
  }

  tokens(): ExampleTokens {
    const { batch, index } = this;
    const first = batch.offsets(index);
    const texts: TokenSpan[] = [];
    let start = first.tokens;
    for (let text = 0; text < batch.number(index, Column.textCount); text++) {
      const end = start + (batch.words[first.texts + text] ?? 0);
      texts.push({ words: batch.words, start, end });
      start = end;
    }
    return { answer: texts[batch.number(index, Column.answerText)] ?? NO_TOKENS, texts };
  }
}

function restAt(batch: CardBatch, index: number): Uint8Array {
  const { rest } = batch.offsets(index);
  return batch.bytes.subarray(rest, rest + batch.number(index, Column.restBytes));
}

/** A signature of which all but the key is looked up when it is wanted. */
abstract class KeptText {
  private found: Uint32Array | undefined;
  private knownKey: string | undefined;

  constructor(
    protected readonly batch: CardBatch,
    protected readonly index: number,
  ) {}

  get key(): string {
    return (this.knownKey ??= this.batch.key(this.index, this.keyNumber));
  }

  protected abstract readonly keyNumber: number;

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
  protected override get keyNumber(): number {
    return Key.answer;
  }

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
  protected override get keyNumber(): number {
    return Key.question;
  }

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
