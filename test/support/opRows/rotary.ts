import { input } from "../../../src/engine/graph/leaf.ts";
import { rotary } from "../../../src/engine/ops/rotary.ts";
import { element, ndArray } from "../ndArray.ts";
import { float, type OpRow, type WrongShapeRow } from "../opRow.ts";

const [T, D] = [3, 6];
const HALF = D / 2;
const angle = (t: number, pair: number): number => t * 10 ** (-pair / HALF);
const table = (f: (angle: number) => number) => ndArray([T, HALF], (t, pair) => f(angle(t, pair)));

export const rotaryRows: readonly OpRow[] = [true, false].map((interleaved) => ({
  op: "rotary",
  about: interleaved ? "neighbours are pairs" : "the halves are pairs",
  operands: [
    float([2, 2, T, D]),
    float([T, HALF], { values: Array.from(table(Math.cos).data), differentiable: false }),
    float([T, HALF], { values: Array.from(table(Math.sin).data), differentiable: false }),
  ],
  build: (x, cos, sin) => rotary(x, cos, sin, interleaved),
  expected: (x) =>
    ndArray([2, 2, T, D], (b, h, t, d) => {
      const pair = interleaved ? Math.floor(d / 2) : d % HALF;
      const [i, j] = interleaved ? [2 * pair, 2 * pair + 1] : [pair, pair + HALF];
      const [real, imaginary] = [element(x, b, h, t, i), element(x, b, h, t, j)];
      const [cos, sin] = [Math.cos(angle(t, pair)), Math.sin(angle(t, pair))];
      return d === i ? real * cos - imaginary * sin : real * sin + imaginary * cos;
    }),
}));

export const rotaryWrongShapes: readonly WrongShapeRow[] = [
  {
    op: "rotary",
    build: () => rotary(input("x", [2, 2, T, D]), input("cos", [T, D]), input("sin", [T, HALF]), true),
    message: "rotary: [2, 2, 3, 6] with tables [3, 6] and [3, 3], expected [3, 3]",
  },
];
