/** IEEE 754 binary16, as the low 16 bits of a number. */

/** The value of each of the 65,536 float16 patterns. */
export const FLOAT16_VALUES: Float32Array = tabulate();

/** The float16 stored at byte `p`, little-endian. */
export function float16At(bytes: Uint8Array, p: number): number {
  return FLOAT16_VALUES[(bytes[p] ?? 0) | ((bytes[p + 1] ?? 0) << 8)] ?? 0;
}

/** The bits of the float16 nearest to `value`, ties to even; values beyond 65,504 become infinite. */
export function encodeFloat16(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (magnitude >= 65_520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundHalfToEven(magnitude * 2 ** 24);
  const exponent = exponentOf(magnitude);
  // A mantissa that rounds up to 2048 carries into the exponent by plain addition.
  return sign | (((exponent + 14) << 10) + roundHalfToEven(magnitude * 2 ** (10 - exponent)));
}

const FLOAT_CELL = new Float32Array(1);
const BITS_CELL = new Uint32Array(FLOAT_CELL.buffer);

function exponentOf(magnitude: number): number {
  // Exact for the range of float16, whose values all fit float32 normally; rounding to float32 never
  // reaches the next power of two from below without float16 rounding there as well.
  FLOAT_CELL[0] = magnitude;
  return ((BITS_CELL[0] ?? 0) >>> 23) - 127;
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

function tabulate(): Float32Array {
  const values = new Float32Array(65_536);
  for (let bits = 0; bits < 65_536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const mantissa = bits & 1023;
    if (exponent === 31) values[bits] = mantissa === 0 ? sign * Infinity : NaN;
    else if (exponent === 0) values[bits] = sign * mantissa * 2 ** -24;
    else values[bits] = sign * (1024 + mantissa) * 2 ** (exponent - 25);
  }
  return values;
}
