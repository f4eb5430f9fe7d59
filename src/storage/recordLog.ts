import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { diskError, errorCode } from "./atomicWrite.ts";

/** What is kept under one key. */
export interface LogRecord {
  readonly text: string;
  /**
   * Whatever is no text: typed arrays as their bytes. Empty where there is none. Of a record that was read they are a
   * part of the file's bytes, begin at a multiple of eight, and must not be changed.
   */
  readonly bytes: Uint8Array;
}

interface Entry {
  /** Decoded only when it is asked for: most records of a large log are not looked into. */
  readonly record: () => LogRecord;
  /** Of the record in the file; 0 while it is only in memory. */
  readonly sizeBytes: number;
}

/** Magic, then the caller's own version of what the records mean. */
const MAGIC = "ESPLOG3\n";
/** Checksum of all that follows it; lengths of key, text and bytes. */
const HEADER_BYTES = 16;
const CHECKSUM_BYTES = 4;
/** Records, and the bytes within them, begin at multiples of this, so that typed arrays can lie on them. */
const ALIGNMENT = 8;
/** Above this share of superseded records the file is written anew. */
const MAX_GARBAGE = 1 / 3;

/**
 * A file of records by key, for what can be computed again: whatever is damaged in it is as if it had never been kept.
 * Changes are appended, so that one changed record costs one small write; a kill loses at most what was being appended.
 */
export class RecordLog {
  private readonly entries: Map<string, Entry>;
  private readonly changed = new Set<string>();
  private liveBytes: number;

  private constructor(
    private readonly path: string,
    private readonly version: string,
    read: { readonly entries: Map<string, Entry>; readonly fileBytes: number },
  ) {
    this.entries = read.entries;
    this.fileBytes = read.fileBytes;
    this.liveBytes = [...read.entries.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** Of the file as it lies on disk; 0 where it must be written from the start. */
  private fileBytes: number;

  /**
   * Reads the records of `path`; none where there is no such file, or where it was written with another `version` (any
   * text without line breaks). Throws only what the system throws for a file that is there and cannot be read.
   */
  static async open(path: string, version: string): Promise<RecordLog> {
    const bytes = await readWhole(path);
    return new RecordLog(path, version, parse(bytes, headOf(version)));
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string): LogRecord | undefined {
    return this.entries.get(key)?.record();
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  keys(): IterableIterator<string> {
    return this.entries.keys();
  }

  put(key: string, record: LogRecord): void {
    this.forget(key);
    this.entries.set(key, { record: () => record, sizeBytes: 0 });
    this.changed.add(key);
  }

  /** Forgets every record whose key is not among `keys`. */
  retain(keys: ReadonlySet<string>): void {
    for (const key of [...this.entries.keys()]) if (!keys.has(key)) this.forget(key);
  }

  /** Writes what changed. Throws UserError `storage/disk-full` or `storage/not-writable`; the old records stay then. */
  async flush(): Promise<void> {
    const isDense = this.fileBytes > 0 && this.fileBytes - this.liveBytes <= MAX_GARBAGE * this.fileBytes;
    try {
      if (!isDense) await this.rewrite();
      else if (this.changed.size > 0) await this.append();
    } catch (error) {
      throw diskError(error, this.path);
    }
    this.changed.clear();
  }

  private forget(key: string): void {
    this.liveBytes -= this.entries.get(key)?.sizeBytes ?? 0;
    this.entries.delete(key);
    this.changed.delete(key);
  }

  private async append(): Promise<void> {
    const file = await open(this.path, "r+");
    try {
      // What a kill left half written behind the last whole record is overwritten.
      await file.truncate(this.fileBytes);
      await this.write(file, [...this.changed], this.fileBytes);
    } finally {
      await file.close();
    }
  }

  private async rewrite(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const temporary = `${this.path}.${process.pid}.tmp`;
    try {
      const file = await open(temporary, "w");
      try {
        const head = headOf(this.version);
        await file.write(head, 0, head.length, 0);
        this.liveBytes = 0;
        await this.write(file, [...this.entries.keys()], head.length);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  private async write(file: FileHandle, keys: readonly string[], start: number): Promise<void> {
    let position = start;
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    const drain = async (): Promise<void> => {
      const block = Buffer.concat(pending);
      await file.write(block, 0, block.length, position);
      position += block.length;
      [pending, pendingBytes] = [[], 0];
    };
    for (const key of keys) {
      const entry = this.entries.get(key);
      if (entry === undefined) continue;
      const encoded = encode(key, entry.record());
      this.entries.set(key, { record: entry.record, sizeBytes: encoded.length });
      this.liveBytes += encoded.length;
      pending.push(encoded);
      pendingBytes += encoded.length;
      if (pendingBytes > WRITE_BYTES) await drain();
    }
    await drain();
    this.fileBytes = position;
  }
}

type FileHandle = Awaited<ReturnType<typeof open>>;

const WRITE_BYTES = 4 << 20;

const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

function headOf(version: string): Buffer {
  const head = `${MAGIC}${version}`;
  const padding = aligned(Buffer.byteLength(head) + 1) - Buffer.byteLength(head) - 1;
  return Buffer.from(`${head}${" ".repeat(padding)}\n`);
}

/** The file's bytes, at the start of a buffer of their own; none where there is no file. */
async function readWhole(path: string): Promise<Buffer> {
  const file = await open(path, "r").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (file === undefined) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    for (let bytesRead = -1; bytesRead !== 0 && length < size; length += bytesRead) {
      ({ bytesRead } = await file.read(bytes, length, size - length, length));
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

function encode(key: string, { text, bytes }: LogRecord): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const [keyBytes, textBytes] = [Buffer.from(key), Buffer.from(text)];
  header.writeUInt32LE(keyBytes.length, 4);
  header.writeUInt32LE(textBytes.length, 8);
  header.writeUInt32LE(bytes.length, 12);
  const textEnd = HEADER_BYTES + keyBytes.length + textBytes.length;
  const end = aligned(textEnd) + bytes.length;
  const record = Buffer.concat([
    header,
    keyBytes,
    textBytes,
    Buffer.alloc(aligned(textEnd) - textEnd),
    bytes,
    Buffer.alloc(aligned(end) - end),
  ]);
  record.writeUInt32LE(crc32(record.subarray(CHECKSUM_BYTES)), 0);
  return record;
}

/** The whole records from the start of the file up to the first that is damaged. */
function parse(bytes: Buffer, head: Buffer): { entries: Map<string, Entry>; fileBytes: number } {
  const entries = new Map<string, Entry>();
  if (bytes.length < head.length || !bytes.subarray(0, head.length).equals(head)) return { entries, fileBytes: 0 };
  let position = head.length;
  while (position + HEADER_BYTES <= bytes.length) {
    const [keyBytes, textBytes, blobBytes] = [
      bytes.readUInt32LE(position + 4),
      bytes.readUInt32LE(position + 8),
      bytes.readUInt32LE(position + 12),
    ];
    const textStart = position + HEADER_BYTES + keyBytes;
    const textEnd = textStart + textBytes;
    const blobStart = aligned(textEnd);
    const end = aligned(blobStart + blobBytes);
    if (end > bytes.length) break;
    if (crc32(bytes.subarray(position + CHECKSUM_BYTES, end)) !== bytes.readUInt32LE(position)) break;
    const key = bytes.toString("utf8", position + HEADER_BYTES, textStart);
    const record = (): LogRecord => ({
      text: bytes.toString("utf8", textStart, textEnd),
      bytes: bytes.subarray(blobStart, blobStart + blobBytes),
    });
    // Behind those that stay: whoever writes the file anew keeps the order in which records were put.
    entries.delete(key);
    entries.set(key, { record, sizeBytes: end - position });
    position = end;
  }
  return { entries, fileBytes: position };
}
