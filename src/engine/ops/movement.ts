/** Ops that move values without changing them. */
import { broadcast, extent, normalizeAxis } from "../graph/shape.ts";
import type { Op, Shape, Tensor } from "../graph/tensor.ts";
import { apply, elementCount, expectShape, sameShape, showShape } from "../graph/tensor.ts";
import { sumTo } from "./reduce.ts";

const reshapeOp: Op = {
  name: "reshape",
  shape: ([x = []], attributes) => {
    const shape = attributes["shape"] as Shape;
    expectShape(
      elementCount(x) === elementCount(shape),
      () =>
        `reshape: ${showShape(x)} has ${elementCount(x)} elements, ${showShape(shape)} wants ${elementCount(shape)}`,
    );
    return shape;
  },
  emit: ({ emitter, names, output }) => emitter.node("Reshape", [...names, emitter.int64(output.shape)]),
  vjp: (ct, [x]) => (x ? [() => reshape(ct, x.shape)] : []),
};
/** Same values, row-major, under another shape. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply(reshapeOp, [x], { shape });
}

const expandOp: Op = {
  name: "expand",
  shape: ([x = []], attributes) => {
    const shape = attributes["shape"] as Shape;
    expectShape(
      sameShape(broadcast("expand", x, shape), shape),
      () => `expand: ${showShape(x)} does not broadcast to ${showShape(shape)}`,
    );
    return shape;
  },
  emit: ({ emitter, names, output }) => emitter.node("Expand", [...names, emitter.int64(output.shape)]),
  vjp: (ct, [x]) => (x ? [() => sumTo(ct, x.shape)] : []),
};
/** Broadcasts `x` up to `shape`. */
export const expand = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : apply(expandOp, [x], { shape });

const sliceOp: Op = {
  name: "slice",
  shape: ([x = []], { axis, start, end }) => {
    const sliced = normalizeAxis("slice", x, axis as number);
    const [from, to] = [start as number, end as number];
    expectShape(
      from >= 0 && from < to && to <= extent(x, sliced),
      () => `slice: ${from}..${to} is outside axis ${sliced} of ${showShape(x)}`,
    );
    return x.map((n, i) => (i === sliced ? to - from : n));
  },
  emit: ({ emitter, names, attributes: { axis, start, end } }) =>
    emitter.node("Slice", [
      ...names,
      emitter.int64([start as number]),
      emitter.int64([end as number]),
      emitter.int64([axis as number]),
    ]),
  // d slice = ct between zeros
  vjp: (ct, [x], y) => {
    if (!x) return [];
    const { axis, start, end } = y.attributes;
    const along = normalizeAxis("slice", x.shape, axis as number);
    return [() => pad(ct, along, start as number, extent(x.shape, along) - (end as number))];
  },
};
/** Elements start..end of one axis. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const along = normalizeAxis("slice", x.shape, axis);
  return start === 0 && end === extent(x.shape, along) ? x : apply(sliceOp, [x], { axis: along, start, end });
}

const padOp: Op = {
  name: "pad",
  shape: ([x = []], { axis, before, after }) =>
    x.map((n, i) => (i === axis ? n + (before as number) + (after as number) : n)),
  emit: ({ emitter, names, inputs, attributes: { axis, before, after } }) => {
    const rank = inputs[0]?.shape.length ?? 0;
    const amounts = new Array<number>(2 * rank).fill(0);
    amounts[axis as number] = before as number;
    amounts[rank + (axis as number)] = after as number;
    return emitter.node("Pad", [...names, emitter.int64(amounts)]);
  },
  vjp: (ct, [x], y) => {
    if (!x) return [];
    const { axis, before } = y.attributes;
    const start = before as number;
    return [() => slice(ct, axis as number, start, start + extent(x.shape, axis as number))];
  },
};
/** Zeros before and after, along one axis. */
export const pad = (x: Tensor, axis: number, before: number, after: number): Tensor =>
  before === 0 && after === 0 ? x : apply(padOp, [x], { axis: normalizeAxis("pad", x.shape, axis), before, after });

const concatOp: Op = {
  name: "concat",
  shape: (shapes, { axis }) => {
    const [first = []] = shapes;
    const along = axis as number;
    for (const shape of shapes) {
      expectShape(
        shape.length === first.length && shape.every((n, i) => i === along || n === first[i]),
        () => `concat: ${shapes.map(showShape).join(" and ")} differ outside axis ${along}`,
      );
    }
    return first.map((n, i) => (i === along ? shapes.reduce((total, shape) => total + extent(shape, i), 0) : n));
  },
  emit: ({ emitter, names, attributes }) => emitter.node("Concat", names, { axis: attributes["axis"] as number }),
  vjp: (ct, inputs, y) => {
    const axis = y.attributes["axis"] as number;
    let start = 0;
    return inputs.map((x) => {
      const from = start;
      start += extent(x.shape, axis);
      return () => slice(ct, axis, from, from + extent(x.shape, axis));
    });
  },
};
/** Joins tensors along one axis. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  const [first] = tensors;
  expectShape(first !== undefined, () => "concat needs at least one tensor");
  return tensors.length === 1 ? first : apply(concatOp, tensors, { axis: normalizeAxis("concat", first.shape, axis) });
}
