/** GGUF bytes put together by hand, so that tests can make every mistake a writer would not. */

/** `GGUF`, version, counts and whatever follows. Counts default to 0, the version to 3. */
export function rawGguf(
  parts: { version?: number; tensorCount?: number; pairCount?: number },
  ...rest: Uint8Array[]
): Buffer {
  const { version = 3, tensorCount = 0, pairCount = 0 } = parts;
  return Buffer.concat([Buffer.from("GGUF"), u32(version), u64(tensorCount), u64(pairCount), ...rest]);
}

/** A metadata pair: `type` is the value type's number, `value` its bytes. */
export function rawPair(key: string, type: number, ...value: Uint8Array[]): Buffer {
  return Buffer.concat([text(key), u32(type), ...value]);
}

/** A tensor description. `ne` is in the file's order, the shortest stride first. */
export function rawTensor(name: string, ne: readonly (number | bigint)[], code: number, offset: number): Buffer {
  return Buffer.concat([text(name), u32(ne.length), ...ne.map(u64), u32(code), u64(offset)]);
}

/** Zeros up to the next multiple of `alignment`, then `dataBytes` more. */
export function withData(header: Buffer, dataBytes: number, alignment = 32): Buffer {
  return Buffer.concat([header, Buffer.alloc(((alignment - (header.length % alignment)) % alignment) + dataBytes)]);
}

export function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
