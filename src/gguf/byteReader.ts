import { ggufErrors } from "./errors.ts";

/** Bytes that can be read at any position; a file, or memory in tests. */
export interface ByteSource {
  readonly path: string;
  readonly sizeBytes: number;
  /** `length` bytes from `position`, fewer only where the source ends. */
  read(position: number, length: number): Promise<Uint8Array>;
}

/** A header is read through windows of this size, so that a few reads serve thousands of short values. */
const WINDOW_BYTES = 256 * 1024;
/**
 * Of a header. The largest met are near 50 MB (a vocabulary, and a tokenizer.json beside it); a sparse file could hold
 * terabytes of zeros that cost nothing on disk and everything in memory.
 */
export const MAX_HEADER_BYTES = 256 * 1024 * 1024;

/**
 * Reads little-endian values in sequence. Never asks its source for bytes beyond its end: whatever is larger than the
 * rest of the source is refused before anything is allocated for it.
 *
 * The values themselves are read synchronously, after `await fill(n)` has brought n bytes in; loops over many short
 * values call it only when `buffered` is below n, since a promise for each of a million tokens costs more than all else.
 */
export class ByteReader {
  /** What is being read, for error messages: `tensor blk.0.attn_q.weight`. */
  context = "the header";
  private window: Uint8Array = new Uint8Array(0);
  private view = new DataView(this.window.buffer);
  private cursor = 0;
  private windowStart = 0;

  constructor(private readonly source: ByteSource) {}

  get path(): string {
    return this.source.path;
  }
  /** Bytes from the start of the source. */
  get position(): number {
    return this.windowStart + this.cursor;
  }
  get buffered(): number {
    return this.window.length - this.cursor;
  }
  get remaining(): number {
    return this.source.sizeBytes - this.position;
  }

  /** Makes `count` bytes available; throws as `expect` does. */
  async fill(count: number): Promise<void> {
    if (this.buffered >= count) return;
    this.expect(count);
    const start = this.position;
    const length = Math.min(Math.max(count, WINDOW_BYTES), this.remaining);
    this.window = await this.source.read(start, length);
    this.view = new DataView(this.window.buffer, this.window.byteOffset, this.window.byteLength);
    this.windowStart = start;
    this.cursor = 0;
    // The file shrank after its size was taken.
    if (this.window.length < count) throw this.truncated(count);
  }

  /** Throws gguf/truncated unless `count` more bytes exist, gguf/too-large when a header cannot need them. */
  expect(count: number): void {
    if (count > this.remaining) throw this.truncated(count);
    const end = this.position + count;
    if (end > MAX_HEADER_BYTES)
      throw ggufErrors.tooLarge(this.path, `the header's size up to ${this.context}`, end, MAX_HEADER_BYTES);
  }

  /** Up to `count` buffered bytes, left in place. */
  peek(count: number): Uint8Array {
    return this.window.subarray(this.cursor, this.cursor + count);
  }

  uint8(): number {
    return this.view.getUint8(this.advance(1));
  }
  int8(): number {
    return this.view.getInt8(this.advance(1));
  }
  uint16(): number {
    return this.view.getUint16(this.advance(2), true);
  }
  int16(): number {
    return this.view.getInt16(this.advance(2), true);
  }
  uint32(): number {
    return this.view.getUint32(this.advance(4), true);
  }
  int32(): number {
    return this.view.getInt32(this.advance(4), true);
  }
  float32(): number {
    return this.view.getFloat32(this.advance(4), true);
  }
  uint64(): bigint {
    return this.view.getBigUint64(this.advance(8), true);
  }
  int64(): bigint {
    return this.view.getBigInt64(this.advance(8), true);
  }
  float64(): number {
    return this.view.getFloat64(this.advance(8), true);
  }
  /** A uint64 as a number: exact below 2^53, and above it still far larger than any file. */
  length(): number {
    const low = this.uint32();
    return low + this.uint32() * 2 ** 32;
  }
  /** `count` buffered bytes as UTF-8; malformed sequences become U+FFFD, as vocabularies do contain them. */
  text(count: number): string {
    const start = this.advance(count);
    return DECODER.decode(this.window.subarray(start, start + count));
  }

  private advance(count: number): number {
    const start = this.cursor;
    this.cursor += count;
    return start;
  }

  private truncated(count: number) {
    return ggufErrors.truncated(this.path, this.context, count, this.position, this.source.sizeBytes);
  }
}

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
