import { expect, it } from "vitest";
import { grad } from "../../../../src/engine/grad.ts";
import { constant, input } from "../../../../src/engine/graph/leaf.ts";
import { print } from "../../../../src/engine/graph/print.ts";
import { mul, silu } from "../../../../src/engine/ops/elementwise.ts";
import { matmul } from "../../../../src/engine/ops/linalg.ts";
import { reshape } from "../../../../src/engine/ops/movement.ts";
import { mean, sum } from "../../../../src/engine/ops/reduce.ts";

it("prints a graph and its gradient as a program that reads well", () => {
  const x = input("x", [4, 3]);
  const weight = input("weight", [2, 3]);
  const y = silu(matmul(x, weight, { transposeB: true, alpha: 0.5 }));
  const loss = reshape(mean(reshape(y, [8]), 0), []);
  const [dWeight] = grad(loss, [weight]);

  expect(print({ loss, ...(dWeight ? { dWeight } : {}) })).toMatchInlineSnapshot(`
    "x : float32[4, 3]
    weight : float32[2, 3]
    %1 = matmul(x, weight, transposeB=true, alpha=0.5) : float32[4, 2]
    %2 = silu(%1) : float32[4, 2]
    %3 = reshape(%2) : float32[8]
    %4 = mean(%3, axis=0) : float32[1]
    %5 = reshape(%4) : float32[]
    %6 = constant(values=[1]) : float32[]
    %7 = reshape(%6) : float32[1]
    %8 = constant(values=[0.125]) : float32[]
    %9 = mul(%7, %8) : float32[1]
    %10 = expand(%9) : float32[8]
    %11 = reshape(%10) : float32[4, 2]
    %12 = sigmoid(%1) : float32[4, 2]
    %13 = constant(values=[1]) : float32[]
    %14 = sub(%13, %12) : float32[4, 2]
    %15 = mul(%2, %14) : float32[4, 2]
    %16 = add(%12, %15) : float32[4, 2]
    %17 = mul(%11, %16) : float32[4, 2]
    %18 = matmul(%17, x, transposeA=true, alpha=0.5) : float32[2, 3]
    return loss = %5, dWeight = %18"
  `);
});

it("prints long constants by their beginning and length", () => {
  const table = constant([...Array(12).keys()], [12]);
  expect(print({ y: sum(mul(table, table), 0) })).toMatchInlineSnapshot(`
    "%1 = constant(values=[0, 1, 2, 3, 4, 5, 6, 7, … 12]) : float32[12]
    %2 = mul(%1, %1) : float32[12]
    %3 = sum(%2, axis=0) : float32[1]
    return y = %3"
  `);
});
