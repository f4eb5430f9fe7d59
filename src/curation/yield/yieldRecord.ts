import type { ExampleSignature, TextSignature } from "../duplicates/signature.ts";
import { SIGNATURE_LENGTH } from "../duplicates/minHash.ts";
import type { FileYield } from "./fileYield.ts";

/** A yield as text and bytes: what passes between processes and what is kept on disk. */
export interface YieldRecord {
  readonly text: string;
  /** The hashes of all signatures, one after another. */
  readonly bytes: Uint8Array;
}

/** Raise it with every change of what a record holds. */
export const YIELD_RECORD_VERSION = 1;

type PlainSignature = Omit<TextSignature, "hashes">;
interface PlainExampleSignature {
  readonly question?: PlainSignature;
  readonly answer: PlainSignature;
}

export function encodeYield(yielded: FileYield): YieldRecord {
  const { signatures, ...rest } = yielded;
  const hashes: Uint32Array[] = [];
  const plain = (signature: TextSignature): PlainSignature => {
    hashes.push(signature.hashes);
    return { key: signature.key, isShort: signature.isShort, shingleCount: signature.shingleCount };
  };
  const plainSignatures = signatures.map(({ question, answer }): PlainExampleSignature =>
    question === undefined ? { answer: plain(answer) } : { question: plain(question), answer: plain(answer) },
  );
  const all = new Uint32Array(hashes.length * SIGNATURE_LENGTH);
  for (const [index, each] of hashes.entries()) all.set(each, index * SIGNATURE_LENGTH);
  return {
    text: JSON.stringify({ ...rest, signatures: plainSignatures }),
    bytes: new Uint8Array(all.buffer),
  };
}

/** Undoes `encodeYield`, of a record that is whole. */
export function decodeYield({ text, bytes }: YieldRecord): FileYield {
  const { signatures, ...rest } = JSON.parse(text) as Omit<FileYield, "signatures"> & {
    readonly signatures: readonly PlainExampleSignature[];
  };
  // Copied, because typed arrays begin at multiples of their element's size, and so that the file's bytes can go.
  // Not by `slice`, which of a Buffer copies nothing.
  const all = new Uint32Array(new Uint8Array(bytes).buffer);
  let next = 0;
  const withHashes = (plain: PlainSignature): TextSignature => {
    const hashes = all.subarray(next, next + SIGNATURE_LENGTH);
    next += SIGNATURE_LENGTH;
    return { ...plain, hashes };
  };
  return {
    ...rest,
    signatures: signatures.map(({ question, answer }): ExampleSignature =>
      question === undefined
        ? { answer: withHashes(answer) }
        : { question: withHashes(question), answer: withHashes(answer) },
    ),
  };
}
