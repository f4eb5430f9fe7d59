import { webAssembly, type WebAssemblyMemory, type WebAssemblyModule } from "./webAssembly.ts";
import { assembleModule, I32, op, V128 } from "./wasmAssembler.ts";

/** Rows of 8-bit vectors against one query, all in one memory; addresses in bytes. */
export interface ScanKernel {
  /**
   * scores[row] = scales[row] * rows[row] · query
   *
   * @param rows [count, dimension] of 8 bits; `dimension` is a multiple of `LANES`.
   * @param scales [count] of 32-bit floats.
   * @param query [dimension] of 16 bits, at most `MAX_QUERY` each.
   * @param scores [count] of 32-bit floats, written.
   */
  scan(rows: number, scales: number, query: number, scores: number, count: number, dimension: number): void;
}

/** Numbers that one instruction reads. */
export const LANES = 16;
/** So that 2,000 products with 8-bit numbers add up within 32 bits. */
export const MAX_QUERY = 8191;

const [ROWS, SCALES, QUERY, SCORES, COUNT, DIMENSION, END, COLUMN, SUM] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
const advance = (local: number, by: number) => [...op.get(local), ...op.i32Const(by), ...op.i32Add, ...op.set(local)];
const lane = (index: number) => [...op.get(SUM), ...op.i32x4ExtractLane(index)];

/** The bytes of the module: fixed-width SIMD, which every engine since 2021 has. */
export const scanModule = (): Uint8Array<ArrayBuffer> =>
  assembleModule(
    "scan",
    6,
    [I32, I32, V128],
    [
      op.block(
        op.loop(
          [...op.get(COUNT), ...op.i32Eqz, ...op.brIf(1)],
          [...op.get(ROWS), ...op.get(DIMENSION), ...op.i32Add, ...op.set(END)],
          [...op.get(QUERY), ...op.set(COLUMN)],
          [...op.v128Zero, ...op.set(SUM)],
          op.loop(
            op.get(SUM),
            // Eight products each, added in pairs to four sums.
            [...op.get(ROWS), ...op.v128Load(0), ...op.i16x8ExtendLowI8x16S],
            [...op.get(COLUMN), ...op.v128Load(0), ...op.i32x4DotI16x8S, ...op.i32x4Add],
            [...op.get(ROWS), ...op.v128Load(0), ...op.i16x8ExtendHighI8x16S],
            [...op.get(COLUMN), ...op.v128Load(16), ...op.i32x4DotI16x8S, ...op.i32x4Add],
            op.set(SUM),
            advance(ROWS, LANES),
            advance(COLUMN, 2 * LANES),
            [...op.get(ROWS), ...op.get(END), ...op.i32LtU, ...op.brIf(0)],
          ),
          op.get(SCORES),
          [...lane(0), ...lane(1), ...op.i32Add, ...lane(2), ...op.i32Add, ...lane(3), ...op.i32Add],
          [...op.f32ConvertI32S, ...op.get(SCALES), ...op.f32Load, ...op.f32Mul, ...op.f32Store],
          advance(SCORES, 4),
          advance(SCALES, 4),
          advance(COUNT, -1),
          op.br(0),
        ),
      ),
    ],
  );

let compiled: WebAssemblyModule | undefined;

/** Whether this engine runs the kernel. */
export const hasSimd = (): boolean => webAssembly.validate(scanModule());

/** The kernel over a memory. Throws WebAssembly.CompileError without SIMD. */
export function instantiateScan(memory: WebAssemblyMemory): ScanKernel {
  compiled ??= new webAssembly.Module(scanModule());
  return new webAssembly.Instance(compiled, { host: { memory } }).exports as ScanKernel;
}
