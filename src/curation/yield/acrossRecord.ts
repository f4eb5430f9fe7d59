import type { AcrossOfFile } from "../propose/updateAcross.ts";
import type { CardRecord } from "./cardBatch.ts";
import { decodeCards, encodeCards } from "./cardRecord.ts";
import type { YieldRecord } from "./yieldRecord.ts";

/** Raise it with every change of what a record holds, or of how it is worked out. */
export const ACROSS_RECORD_VERSION = 1;

type Head = Omit<AcrossOfFile, "cards" | "names"> & Omit<CardRecord, "bytes"> & { readonly cardBytes: number };

const WORD_BYTES = 4;

/** What files say together about one file, as text and bytes. */
export function encodeAcross({ cards, names, ...rest }: AcrossOfFile): YieldRecord {
  const { bytes, ...columns } = encodeCards(cards);
  const head: Head = { ...rest, ...columns, cardBytes: bytes.length };
  return {
    text: JSON.stringify(head),
    bytes: Buffer.concat([bytes, new Uint8Array(names.buffer, names.byteOffset, names.byteLength)]),
  };
}

/** Undoes `encodeAcross`, of a record that is whole. The bytes are held as long as a card is. */
export function decodeAcross({ text, bytes: given }: YieldRecord): AcrossOfFile {
  const bytes = given.byteOffset % WORD_BYTES === 0 ? given : new Uint8Array(given);
  const head = JSON.parse(text) as Head;
  const { path, cardCount, kinds, cardBytes } = head;
  return {
    path,
    factsKey: head.factsKey,
    linksKey: head.linksKey,
    about: head.about,
    ungrounded: head.ungrounded,
    cards: decodeCards(path, { cardCount, kinds, bytes: bytes.subarray(0, cardBytes) }),
    names: new Uint32Array(bytes.buffer, bytes.byteOffset + cardBytes, (bytes.length - cardBytes) / WORD_BYTES),
  };
}
