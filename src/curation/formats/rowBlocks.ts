/** Large enough that a call a block costs nothing, small beside a dataset. */
const BLOCK_BYTES = 1 << 20;
/** The most that a UTF-16 unit takes in UTF-8. */
const UNIT_BYTES = 3;

/** The pieces of a file, texts in UTF-8, put together to blocks: thousands of small writes cost more than their bytes. */
export function* rowBlocks(pieces: Iterable<string | Uint8Array>): Generator<Buffer> {
  let block = Buffer.allocUnsafe(BLOCK_BYTES);
  let used = 0;
  for (const piece of pieces) {
    const most = typeof piece === "string" ? piece.length * UNIT_BYTES : piece.length;
    if (used + most > block.length) {
      yield block.subarray(0, used);
      block = Buffer.allocUnsafe(Math.max(BLOCK_BYTES, most));
      used = 0;
    }
    if (typeof piece === "string") used += block.write(piece, used);
    else {
      block.set(piece, used);
      used += piece.length;
    }
  }
  yield block.subarray(0, used);
}
