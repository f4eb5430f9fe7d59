const FLOAT_CELL = new Float32Array(1);
const BITS_CELL = new Uint32Array(FLOAT_CELL.buffer);

/** The bits of the bfloat16 nearest to `value` (taken as float32), ties to even: models are read, and never written, in it. */
export function encodeBfloat16(value: number): number {
  FLOAT_CELL[0] = value;
  const bits = BITS_CELL[0] ?? 0;
  if (Number.isNaN(value)) return (bits >>> 16) | 0x40;
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}
