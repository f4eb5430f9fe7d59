import { damaged, decodeSections, encodeSections, type SectionFormat } from "../sectionFile.ts";
import type { QuantizedVectors } from "./vectorBlock.ts";

const FORMAT: SectionFormat = { magic: "ESPV", version: 1, sectionCount: 3 };

/** The vectors of a segment's passages, in their order, as a file. */
export function encodeVectors(model: string, { dimension, scales, rows }: QuantizedVectors): Uint8Array<ArrayBuffer> {
  return encodeSections(FORMAT, [Buffer.from(JSON.stringify({ model, dimension })), scales, rows]);
}

/**
 * The vectors of such a file, sharing its memory.
 *
 * @param count how many there must be; undefined where any number will do.
 * @param name for the message.
 * @throws UserError `index/damaged`, `index/other-version`; `index/damaged` too where another model made them.
 */
export function openVectors(
  bytes: Uint8Array,
  model: string,
  count: number | undefined,
  name: string,
): QuantizedVectors {
  const [header, scaleBytes, rowBytes] = decodeSections(FORMAT, bytes, name);
  if (!header || !scaleBytes || !rowBytes) throw damaged(name, "it has no vectors");
  const { model: found, dimension } = headerOf(header, name);
  if (found !== model) throw damaged(name, `expected vectors of ${model}, found those of ${String(found)}`);
  const scales = new Float32Array(scaleBytes.buffer, scaleBytes.byteOffset, scaleBytes.length >>> 2);
  const rows = new Int8Array(rowBytes.buffer, rowBytes.byteOffset, rowBytes.length);
  const expected = count ?? scales.length;
  const isWhole = typeof dimension === "number" && scales.length === expected && rows.length === expected * dimension;
  if (!isWhole) throw damaged(name, `expected ${expected} vectors, found ${scales.length}`);
  return { dimension, scales, rows };
}

function headerOf(bytes: Uint8Array, name: string): Record<string, unknown> {
  try {
    const header = JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown;
    if (typeof header === "object" && header !== null) return header as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw damaged(name, "its header cannot be read");
}
