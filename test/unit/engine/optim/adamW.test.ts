import { describe, expect, it } from "vitest";
import type { AdamWOptions } from "../../../../src/engine/optim/adamW.ts";
import { adamWStep, clipScale, gradientNorm, initAdamW } from "../../../../src/engine/optim/adamW.ts";
import { mulberry32 } from "../../../../src/base/mulberry32.ts";

const OPTIONS: AdamWOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

/** Algorithm 2 of arXiv:1711.05101, line by line, in float64. */
class PaperAdamW {
  private m = 0;
  private v = 0;
  private t = 0;
  constructor(
    private theta: number,
    private readonly options: AdamWOptions,
  ) {}
  step(gradient: number, alpha: number): number {
    const { beta1, beta2, epsilon, weightDecay } = this.options;
    this.t += 1;
    this.m = beta1 * this.m + (1 - beta1) * gradient;
    this.v = beta2 * this.v + (1 - beta2) * gradient ** 2;
    const mHat = this.m / (1 - beta1 ** this.t);
    const vHat = this.v / (1 - beta2 ** this.t);
    this.theta -= alpha * (mHat / (Math.sqrt(vHat) + epsilon) + weightDecay * this.theta);
    return this.theta;
  }
}

describe("AdamW", () => {
  it("follows the paper's algorithm over many steps with a changing rate", () => {
    const random = mulberry32(1);
    const start = Array.from({ length: 5 }, () => random() - 0.5);
    const parameters = Float32Array.from(start);
    const papers = start.map((theta) => new PaperAdamW(Math.fround(theta), OPTIONS));
    const state = initAdamW(5);
    for (let step = 1; step <= 50; step++) {
      const gradients = Float32Array.from({ length: 5 }, () => random() - 0.5);
      const learningRate = 0.01 / step;
      adamWStep(parameters, gradients, state, [{ start: 0, end: 5, rateFactor: 1 }], OPTIONS, {
        step,
        learningRate,
        gradientScale: 1,
      });
      papers.forEach((paper, i) => {
        expect(parameters[i]).toBeCloseTo(paper.step(gradients[i] ?? 0, learningRate), 5);
      });
    }
  });

  it("moves by the learning rate in the first step, whatever the size of the gradient", () => {
    for (const gradient of [1e-3, 1, 1e3]) {
      const parameters = Float32Array.of(1);
      const options = { ...OPTIONS, weightDecay: 0 };
      adamWStep(parameters, Float32Array.of(gradient), initAdamW(1), [{ start: 0, end: 1, rateFactor: 1 }], options, {
        step: 1,
        learningRate: 0.1,
        gradientScale: 1,
      });
      expect(parameters[0]).toBeCloseTo(0.9, 4);
    }
  });

  it("gives a range its own rate, for LoRA+, and leaves the rest alone", () => {
    const parameters = Float32Array.of(1, 1, 1);
    const ranges = [
      { start: 0, end: 1, rateFactor: 1 },
      { start: 1, end: 2, rateFactor: 16 },
    ];
    adamWStep(
      parameters,
      Float32Array.of(1, 1, 1),
      initAdamW(3),
      ranges,
      { ...OPTIONS, weightDecay: 0 },
      {
        step: 1,
        learningRate: 0.01,
        gradientScale: 1,
      },
    );
    expect(parameters[0]).toBeCloseTo(0.99, 5);
    expect(parameters[1]).toBeCloseTo(0.84, 5);
    expect(parameters[2]).toBe(1);
  });

  it("decays weights without a gradient by rate times decay", () => {
    const parameters = Float32Array.of(2);
    adamWStep(parameters, Float32Array.of(0), initAdamW(1), [{ start: 0, end: 1, rateFactor: 1 }], OPTIONS, {
      step: 1,
      learningRate: 0.1,
      gradientScale: 1,
    });
    expect(parameters[0]).toBeCloseTo(2 * (1 - 0.1 * 0.01), 6);
  });

  it("reads scaled gradients as if they had been scaled before", () => {
    const update = (gradient: number, gradientScale: number): number => {
      const parameters = Float32Array.of(1);
      const state = initAdamW(1);
      for (const step of [1, 2]) {
        adamWStep(parameters, Float32Array.of(gradient * step), state, [{ start: 0, end: 1, rateFactor: 1 }], OPTIONS, {
          step,
          learningRate: 0.1,
          gradientScale,
        });
      }
      return parameters[0] ?? NaN;
    };
    expect(update(4, 0.25)).toBe(update(1, 1));
  });
});

describe("gradient clipping", () => {
  it("measures the Euclidean norm of all gradients", () => {
    expect(gradientNorm(Float32Array.of(3, 0, -4))).toBe(5);
    expect(gradientNorm(Float32Array.of(1, NaN))).toBeNaN();
    expect(gradientNorm(Float32Array.of(1, Infinity))).toBe(Infinity);
  });

  it("scales a norm that is too large down to the limit, and no other", () => {
    expect(10 * clipScale(10, 1)).toBeCloseTo(1, 5);
    expect(clipScale(0.5, 1)).toBe(1);
    expect(clipScale(10, 0)).toBe(1);
  });
});
