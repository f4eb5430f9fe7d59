import { expect } from "vitest";
import { at } from "../../src/base/at.ts";
import { grad } from "../../src/engine/grad.ts";
import type { Tensor } from "../../src/engine/graph/tensor.ts";
import type { GraphOptions, Numbers } from "./evaluateGraph.ts";
import { evaluateGraph, openGraph } from "./evaluateGraph.ts";

/** Near the fifth root of float64's rounding, where the error of the formula and that of its subtraction are both least. */
const STEP = 1e-3;
/** Of each element; and, for elements that nearly cancel, of the largest one of its tensor. */
const RELATIVE = 1e-6;
const OF_LARGEST = 1e-8;

/**
 * Holds the gradients of a float64 scalar `loss` against central differences of fourth order, every element of every
 * input in `wrt` (by the name it is fed under).
 */
export async function expectGradients(
  loss: Tensor,
  wrt: Readonly<Record<string, Tensor>>,
  feeds: Numbers,
  options: GraphOptions = {},
): Promise<void> {
  const names = Object.keys(wrt);
  const gradients = grad(loss, Object.values(wrt));
  const computed = await evaluateGraph(
    Object.fromEntries(names.map((name, i) => [`d ${name}`, at(gradients, i)])),
    feeds,
    options,
  );
  const graph = await openGraph({ loss }, options);
  try {
    for (const name of names) {
      const values = Float64Array.from(feeds[name] ?? []);
      const perturbed = { ...feeds, [name]: values };
      const lossAt = async (i: number, value: number): Promise<number> => {
        const kept = at(values, i);
        values[i] = value;
        const { loss: found } = await graph.run(perturbed);
        values[i] = kept;
        return at(found ?? [], 0);
      };
      const expected: number[] = [];
      for (const [i, x] of values.entries()) {
        const [far, near] = [2 * STEP, STEP];
        const differences =
          (await lossAt(i, x - far)) -
          8 * (await lossAt(i, x - near)) +
          8 * (await lossAt(i, x + near)) -
          (await lossAt(i, x + far));
        expected.push(differences / (12 * STEP));
      }
      expectClose(`gradient of ${name}`, computed[`d ${name}`] ?? [], expected, {
        relative: RELATIVE,
        ofLargest: OF_LARGEST,
      });
    }
  } finally {
    await graph.release();
  }
}

/** Element by element: |found - expected| <= relative |expected| + ofLargest max |expected|. The message names the worst. */
export function expectClose(
  what: string,
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 0, ofLargest = 0 }: { relative?: number; ofLargest?: number },
): void {
  expect(found.length, `${what}: number of elements`).toBe(expected.length);
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let worst = { excess: -Infinity, i: 0 };
  for (let i = 0; i < expected.length; i++) {
    const allowed = relative * Math.abs(at(expected, i)) + ofLargest * largest;
    const excess = Math.abs(at(found, i) - at(expected, i)) - allowed;
    // A NaN is never close, and would lose every comparison.
    if (!(excess <= worst.excess)) worst = { excess, i };
    if (Number.isNaN(excess)) break;
  }
  const { excess, i } = worst;
  if (expected.length > 0 && !(excess <= 0)) {
    expect.fail(
      `${what}[${i}] is ${found[i]}, expected ${expected[i]}; off by ${Math.abs(at(found, i) - at(expected, i))}, the largest is ${largest}`,
    );
  }
}
