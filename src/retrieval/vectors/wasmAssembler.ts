/** As much of the WebAssembly binary format as `scanKernel` needs (https://webassembly.github.io/spec/core/binary/). */

export const I32 = 0x7f;
export const V128 = 0x7b;

/** Instructions by their names in the text format; operands come before, as on the stack. */
export const op = {
  block: (...body: readonly Code[]): Code => [0x02, 0x40, ...body.flat(), 0x0b],
  loop: (...body: readonly Code[]): Code => [0x03, 0x40, ...body.flat(), 0x0b],
  br: (depth: number): Code => [0x0c, ...unsigned(depth)],
  brIf: (depth: number): Code => [0x0d, ...unsigned(depth)],
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number): Code => [0x21, ...unsigned(local)],
  i32Const: (value: number): Code => [0x41, ...signed(value)],
  i32Eqz: [0x45] as Code,
  i32LtU: [0x49] as Code,
  i32Add: [0x6a] as Code,
  f32Load: [0x2a, 2, 0] as Code,
  f32Store: [0x38, 2, 0] as Code,
  f32ConvertI32S: [0xb2] as Code,
  f32Mul: [0x94] as Code,
  v128Load: (offset: number): Code => [0xfd, 0x00, 0, ...unsigned(offset)],
  v128Zero: [0xfd, 0x0c, ...new Array<number>(16).fill(0)] as Code,
  i32x4ExtractLane: (lane: number): Code => [0xfd, 0x1b, lane],
  i16x8ExtendLowI8x16S: simd(0x87),
  i16x8ExtendHighI8x16S: simd(0x88),
  i32x4Add: simd(0xae),
  i32x4DotI16x8S: simd(0xba),
} as const;

/** Bytes of instructions. */
export type Code = readonly number[];

/** A module with one function on a memory that it imports as `host.memory`. */
export function assembleModule(
  name: string,
  paramCount: number,
  locals: readonly number[],
  body: readonly Code[],
): Uint8Array<ArrayBuffer> {
  const text = (value: string): number[] => vector(Array.from(value, (character) => [character.charCodeAt(0)]));
  const code = [...vector(locals.map((type) => [1, type])), ...body.flat(), 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // The function's type: parameters of i32, no result.
    ...section(1, [[0x60, ...vector(new Array<number[]>(paramCount).fill([I32])), 0]]),
    ...section(2, [[...text("host"), ...text("memory"), 0x02, 0x00, 0]]),
    ...section(3, [[0]]),
    ...section(7, [[...text(name), 0x00, 0]]),
    ...section(10, [[...unsigned(code.length), ...code]]),
  ]);
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const content = vector(entries);
  return [id, ...unsigned(content.length), ...content];
}

const vector = (entries: readonly (readonly number[])[]): number[] => [...unsigned(entries.length), ...entries.flat()];

function simd(opcode: number): Code {
  return [0xfd, ...unsigned(opcode)];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const isLast = value >= -64 && value < 64;
  return isLast ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}
