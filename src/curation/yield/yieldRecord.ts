import { sha256 } from "../fingerprint.ts";
import type { FileFacts } from "../propose/fileFacts.ts";
import { mentionedNames } from "../propose/mentionedNames.ts";
import { type Card, cardOf, hasSource } from "./card.ts";
import type { CardRecord } from "./cardBatch.ts";
import { decodeCards, encodeCards } from "./cardRecord.ts";
import type { FileYield } from "./fileYield.ts";

/** A yield as text and bytes: what passes between processes and what is kept on disk. */
export interface YieldRecord {
  readonly text: string;
  /** Cards, the names that the facts mention, and the facts. */
  readonly bytes: Uint8Array;
}

/** What a dataset takes from a file, of which most is looked at only when it is wanted. */
export interface KeptYield extends Omit<FileYield, "examples" | "facts"> {
  readonly cards: readonly Card[];
  /** The same for the same facts: 16 hexadecimal digits. */
  readonly factsKey: string;
  /** `mentionedNames(facts)`. */
  readonly names: Uint32Array;
  readonly facts: () => FileFacts;
}

/** Raise it with every change of what a record holds. */
export const YIELD_RECORD_VERSION = 2;

type Head = Omit<KeptYield, "cards" | "names" | "facts"> &
  Omit<CardRecord, "bytes"> & { readonly cardBytes: number; readonly nameCount: number };

const WORD_BYTES = 4;

export function encodeYield({ examples, facts, ...rest }: FileYield): YieldRecord {
  const { bytes: cards, ...columns } = encodeCards(examples.filter(hasSource).map(cardOf));
  const names = mentionedNames(facts);
  const written = JSON.stringify(facts);
  const head: Head = {
    ...rest,
    ...columns,
    factsKey: sha256(written).slice(0, 16),
    cardBytes: cards.length,
    nameCount: names.length,
  };
  const parts = [cards, new Uint8Array(names.buffer), Buffer.from(written)];
  return { text: JSON.stringify(head), bytes: Buffer.concat(parts) };
}

/** Undoes `encodeYield`, of a record that is whole. The bytes are held as long as a card is. */
export function decodeYield({ text, bytes: given }: YieldRecord): KeptYield {
  const bytes = aligned(given);
  const head = JSON.parse(text) as Head;
  const { path, cardCount, kinds, cardBytes, nameCount } = head;
  const factsStart = cardBytes + nameCount * WORD_BYTES;
  // Key by key: to copy all but some of them costs more than all the rest, for each of ten thousand files.
  return {
    path,
    hash: head.hash,
    language: head.language,
    passageCount: head.passageCount,
    notes: head.notes,
    ungrounded: head.ungrounded,
    findings: head.findings,
    secrets: head.secrets,
    factsKey: head.factsKey,
    cards: decodeCards(path, { cardCount, kinds, bytes: bytes.subarray(0, cardBytes) }),
    names: new Uint32Array(bytes.buffer, bytes.byteOffset + cardBytes, nameCount),
    facts: () =>
      JSON.parse(
        Buffer.from(bytes.buffer, bytes.byteOffset + factsStart, bytes.length - factsStart).toString(),
      ) as FileFacts,
  };
}

/** Typed arrays begin at multiples of their element's size. Not by `slice`, which of a Buffer copies nothing. */
const aligned = (bytes: Uint8Array): Uint8Array =>
  bytes.byteOffset % WORD_BYTES === 0 ? bytes : new Uint8Array(bytes);
