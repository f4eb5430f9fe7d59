/**
 * The order of the rows of Q and K within a head. Hugging Face models rotate element i with element i + d/2; llama.cpp
 * rotates 2i with 2i + 1 for the Llama architecture, and its converter reorders the rows to suit
 * (convert_hf_to_gguf.py, LlamaModel.permute). d is the head's width.
 */

/** rows [heads * d, columns] with halves apart -> the same rows with partners side by side. */
export const interleaveRows = (rows: Float32Array, heads: number, headDim: number): Float32Array =>
  moveRows(rows, heads, headDim, (row) => (row < headDim / 2 ? 2 * row : 2 * (row - headDim / 2) + 1));

/** The inverse of interleaveRows. */
export const separateRows = (rows: Float32Array, heads: number, headDim: number): Float32Array =>
  moveRows(rows, heads, headDim, (row) => (row % 2 === 0 ? row / 2 : (row - 1) / 2 + headDim / 2));

/** Moves row `row` of each head to `destination(row)`. */
function moveRows(
  rows: Float32Array,
  heads: number,
  headDim: number,
  destination: (row: number) => number,
): Float32Array {
  const columns = rows.length / (heads * headDim);
  if (!Number.isInteger(columns) || headDim % 2 !== 0) {
    throw new RangeError(`${rows.length} values are not the rows of ${heads} heads of even width, got ${headDim}`);
  }
  const moved = new Float32Array(rows.length);
  for (let head = 0; head < heads; head++) {
    for (let row = 0; row < headDim; row++) {
      const from = (head * headDim + row) * columns;
      moved.set(rows.subarray(from, from + columns), (head * headDim + destination(row)) * columns);
    }
  }
  return moved;
}
