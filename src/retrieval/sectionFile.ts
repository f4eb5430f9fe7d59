import { crc32 } from "node:zlib";
import { UserError } from "../base/errors.ts";

/** Sections begin at multiples of this, so that typed arrays lie over them without a copy. */
const ALIGNMENT = 8;
const HEADER_BYTES = 16;
const MAX_SECTIONS = 64;

export interface SectionFormat {
  /** Four ASCII characters. */
  readonly magic: string;
  readonly version: number;
  readonly sectionCount: number;
}

/**
 * Sections of bytes as one file, little endian: magic, version, CRC-32 of all that follows these sixteen bytes, number
 * of sections; the length of each; the sections, each padded to eight bytes.
 */
export function encodeSections(format: SectionFormat, sections: readonly ArrayBufferView[]): Uint8Array<ArrayBuffer> {
  if (sections.length !== format.sectionCount) {
    throw new RangeError(`expected ${format.sectionCount} sections, got ${sections.length}`);
  }
  const dataStart = padded(HEADER_BYTES + 4 * sections.length);
  const total = sections.reduce((sum, { byteLength }) => sum + padded(byteLength), dataStart);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < 4; index++) bytes[index] = format.magic.charCodeAt(index);
  view.setUint32(4, format.version, true);
  view.setUint32(12, sections.length, true);
  let offset = dataStart;
  for (const [index, section] of sections.entries()) {
    view.setUint32(HEADER_BYTES + 4 * index, section.byteLength, true);
    bytes.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength), offset);
    offset += padded(section.byteLength);
  }
  view.setUint32(8, crc32(bytes.subarray(HEADER_BYTES)), true);
  return bytes;
}

/**
 * The sections of such a file, sharing its memory where that is aligned. Every length is held against the size of the
 * file before it is used.
 *
 * @param name for the message.
 * @throws UserError `index/damaged`, and `index/other-version` where another version of Espalier wrote it.
 */
export function decodeSections(format: SectionFormat, file: Uint8Array, name: string): Uint8Array<ArrayBuffer>[] {
  const bytes = aligned(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES)
    throw damaged(name, `expected at least ${HEADER_BYTES} bytes, found ${bytes.length}`);
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  if (magic !== format.magic) throw damaged(name, `expected it to begin with ${format.magic}`);
  const version = view.getUint32(4, true);
  if (version !== format.version) throw otherVersion(name, format.version, version);
  const count = view.getUint32(12, true);
  if (count !== format.sectionCount || count > MAX_SECTIONS) {
    throw damaged(name, `expected ${format.sectionCount} sections, found ${count}`);
  }
  const dataStart = padded(HEADER_BYTES + 4 * count);
  if (bytes.length < dataStart) throw damaged(name, `expected ${dataStart} bytes of header, found ${bytes.length}`);
  const lengths = Array.from({ length: count }, (_, index) => view.getUint32(HEADER_BYTES + 4 * index, true));
  const total = lengths.reduce((sum, length) => sum + padded(length), dataStart);
  if (total !== bytes.length) throw damaged(name, `expected ${total} bytes, found ${bytes.length}`);
  if (crc32(bytes.subarray(HEADER_BYTES)) !== view.getUint32(8, true)) throw damaged(name, "its checksum is wrong");
  let offset = dataStart;
  return lengths.map((length) => {
    const section = bytes.subarray(offset, offset + length);
    offset += padded(length);
    return section;
  });
}

/** A file of the index that cannot be used: nothing is lost but time, since it is made of the user's files. */
export function damaged(name: string, detail: string): UserError {
  return new UserError("index/damaged", `${name} is damaged: ${detail}`, "Run `espalier index`: it is made again.");
}

function otherVersion(name: string, expected: number, found: number): UserError {
  return new UserError(
    "index/other-version",
    `${name} has version ${found}; this Espalier writes version ${expected}`,
    "Run `espalier index`: it is made again.",
  );
}

const padded = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

function aligned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  if (buffer instanceof ArrayBuffer && byteOffset % ALIGNMENT === 0)
    return new Uint8Array(buffer, byteOffset, byteLength);
  return new Uint8Array(bytes);
}
