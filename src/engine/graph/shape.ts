/** Shape rules shared by ops: NumPy broadcasting and axis normalisation. */
import { expectShape, showShape } from "./tensor.ts";
import type { Shape } from "./tensor.ts";

/** The common shape of two operands under NumPy broadcasting; throws ShapeError where extents differ and neither is 1. */
export function broadcast(name: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const m = a[i - (rank - a.length)] ?? 1;
    const n = b[i - (rank - b.length)] ?? 1;
    expectShape(m === n || m === 1 || n === 1, () => `${name}: ${showShape(a)} and ${showShape(b)} do not broadcast`);
    return m === 1 ? n : m;
  });
}

/** `axis` counted from the front; throws ShapeError when the shape has no such axis. */
export function normalizeAxis(name: string, shape: Shape, axis: number): number {
  const positive = axis < 0 ? axis + shape.length : axis;
  expectShape(
    Number.isInteger(positive) && positive >= 0 && positive < shape.length,
    () => `${name}: axis ${axis} is outside ${showShape(shape)}`,
  );
  return positive;
}

/** The extent of `axis`, which may count from the back. */
export function extent(shape: Shape, axis: number): number {
  const value = shape[axis < 0 ? axis + shape.length : axis];
  expectShape(value !== undefined, () => `axis ${axis} is outside ${showShape(shape)}`);
  return value;
}
