import type { ByteSource } from "../../src/gguf/byteReader.ts";

/** A file in memory that counts what is asked of it. */
export class MemorySource implements ByteSource {
  readonly path = "memory.gguf";
  readonly sizeBytes: number;
  requestedBytes = 0;
  /** Requests that reach beyond the end. */
  overreaching = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.sizeBytes = bytes.length;
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    this.requestedBytes += length;
    if (position + length > this.sizeBytes) this.overreaching++;
    return this.bytes.slice(position, position + length);
  }
}
