/** A ZIP archive of uncompressed entries (APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16), for tests of unpacking. */
export function zipFile(
  entries: readonly { readonly name: string; readonly content: Buffer; readonly announcedBytes?: number }[],
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, announcedBytes = content.length } of entries) {
    const nameBytes = Buffer.from(name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0); // version needed
    shared.writeUInt32LE(0x21, 8); // 1 January 1980
    shared.writeUInt32LE(content.length, 14);
    shared.writeUInt32LE(announcedBytes, 18);
    shared.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([signature("PK\x03\x04"), shared, nameBytes, content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([signature("PK\x01\x02"), Buffer.from([20, 0]), shared, place, nameBytes]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, signature("PK\x05\x06"), end]);
}

const signature = (text: string) => Buffer.from(text, "latin1");
