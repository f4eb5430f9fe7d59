import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../../../../src/base/errors.ts";
import type { TrainingConfig } from "../../../../src/core/run.ts";
import { readConfig } from "../../../../src/engine/models/readConfig.ts";
import { estimateMemory, PLANS } from "../../../../src/engine/train/memory.ts";
import { largestShape, planMemory, trainingWorkload } from "../../../../src/engine/train/plan.ts";
import { openGguf } from "../../../../src/gguf/open.ts";
import type { GgufFile } from "../../../../src/gguf/types.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { TINY_CONFIG } from "../../../support/tinyEngine.ts";
import { writeTinyModel } from "../../../support/tinyModel.ts";

let folder: string;
let file: GgufFile;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "espalier-plan-"));
  const path = join(folder, "model.gguf");
  // Blocks that outweigh the table, in a type an eighth of float32's size.
  await writeTinyModel(path, { type: "Q4_0", embedding: 256, feedForward: 1024, blockCount: 6, heads: 8 });
  file = await openGguf(path);
});
afterAll(async () => {
  await file.close();
  await rm(folder, { recursive: true, force: true });
});

const CONFIG: TrainingConfig = { ...TINY_CONFIG, microBatchTokens: 512 };
const estimate = (config: TrainingConfig, plan = PLANS[0] ?? expect.fail("no plan"), longest = 256): number =>
  estimateMemory(file, readConfig(file), config, plan, largestShape(config, longest)).totalBytes;
/** Steps of so many tokens that merging the adapter pays, unless told otherwise. */
const workload = (config: TrainingConfig, tokensPerUpdate = 1e6, longest = 256) => ({
  shape: largestShape(config, longest),
  tokensPerUpdate,
});
const plan = (available: number, config = CONFIG, longest = 256) =>
  planMemory(file, readConfig(file), config, workload(config, 1e6, longest), available);

describe("a memory estimate", () => {
  it("shrinks from plan to plan", () => {
    const totals = PLANS.map((candidate) => estimate(CONFIG, candidate));
    expect(totals).toEqual([...totals].sort((a, b) => b - a));
    expect(new Set(totals).size).toBe(PLANS.length);
  });

  it("grows with the batch, the rank and the blocks that are trained", () => {
    const base = estimate(CONFIG);
    expect(estimate({ ...CONFIG, microBatchTokens: 1024 })).toBeGreaterThan(base);
    expect(estimate({ ...CONFIG, rank: 64 })).toBeGreaterThan(base);
    expect(estimate({ ...CONFIG, topBlocks: 2 })).toBeLessThan(base);
    expect(estimate({ ...CONFIG, method: "full" })).toBeGreaterThan(base);
  });

  it("is the sum of its parts", () => {
    const { weightsBytes, activationsBytes, optimizerBytes, runtimeBytes, totalBytes } = plan(64e9).estimate;
    expect(weightsBytes + activationsBytes + optimizerBytes + runtimeBytes).toBe(totalBytes);
  });
});

describe("the plan of a run", () => {
  it("is the fastest that fits", () => {
    expect(plan(64e9).plan).toEqual(PLANS[0]);
    PLANS.forEach((candidate) => {
      // A run may plan with nine tenths of what is free.
      expect(plan(estimate(CONFIG, candidate) / 0.9 + 1).plan).toEqual(candidate);
    });
  });

  it("is the one a run began with when it goes on, whatever is free now", () => {
    const began = PLANS[0] ?? expect.fail("no plan");
    const resume = (available: number) =>
      planMemory(file, readConfig(file), CONFIG, workload(CONFIG, 0), available, began);
    expect(resume(64e9).plan).toEqual(began);
    expect(() => resume(1e6)).toThrowError(/This run needs about .* are free/);
  });

  it("merges the adapter only where an update serves many tokens of a high rank, and never under dropout", () => {
    const merges = (config: TrainingConfig, tokens: number): boolean =>
      planMemory(file, readConfig(file), config, workload(config, tokens), 64e9).plan.merged;
    expect(merges({ ...CONFIG, rank: 16 }, 1024)).toBe(false);
    expect(merges({ ...CONFIG, rank: 16 }, 1500)).toBe(true);
    expect(merges({ ...CONFIG, rank: 64 }, 1024)).toBe(true);
    expect(merges({ ...CONFIG, rank: 64, dropout: 0.1 }, 1024)).toBe(false);
    expect(merges({ ...CONFIG, method: "full" }, 1e6)).toBe(false);
  });

  it("counts the tokens of a step as its examples have them on average", () => {
    const examples = [100, 300].map((length, i) => ({
      id: String(i),
      tokens: new Int32Array(length),
      isTarget: new Uint8Array(length),
    }));
    expect(trainingWorkload({ ...CONFIG, batchSize: 8 }, examples, [])).toEqual({
      shape: { R: 512, B: 1, T: 300 },
      tokensPerUpdate: 1600,
    });
  });

  it("keeps the weights as the configuration wants them", () => {
    expect(plan(64e9, { ...CONFIG, weightBits: "stored" }).plan.weights).toBe("stored");
    expect(plan(64e9, { ...CONFIG, weightBits: "32" }).plan.weights).toBe("float32");
  });

  it("never stores weights that are all trained", () => {
    const config: TrainingConfig = { ...CONFIG, method: "full" };
    expect(() => plan(estimate(config) * 0.9, config)).toThrow(UserError);
  });

  it("is refused when nothing fits, with the figures and what would help", () => {
    const refusal = (config: TrainingConfig, longest = 256): UserError => {
      try {
        plan(100e6, config, longest);
      } catch (error) {
        if (error instanceof UserError) return error;
        throw error;
      }
      return expect.fail("it was not refused");
    };
    const lora = refusal(CONFIG);
    expect(lora.code).toBe("memory/does-not-fit");
    expect(lora.message).toMatch(/^Training needs about 0\.\d GB at its smallest; 0\.1 GB are free\.$/);
    expect(lora.hint).toContain("choose a smaller model");
    expect(refusal({ ...CONFIG, method: "full" }).hint).toContain("--method lora");
    expect(refusal({ ...CONFIG, weightBits: "32" }).hint).toContain("--weight-bits stored");
    const wide = refusal({ ...CONFIG, microBatchTokens: 16_384 });
    expect(wide.hint).toContain("lower --micro-batch-tokens (now 16384) or --max-tokens (now 1024)");
    const narrow = refusal({ ...CONFIG, microBatchTokens: 16 }, 16_384);
    expect(narrow.hint).toContain(
      "lower --max-tokens (now 1024): the longest example, 16384 tokens, is computed whole",
    );
    expect(narrow.hint).not.toContain("--micro-batch-tokens");
  });
});

describe("the largest batch of a run", () => {
  it("holds as many of the longest example as the micro-batch allows, and at least one", () => {
    const config = { ...CONFIG, microBatchTokens: 1000 };
    expect(largestShape(config, 300)).toEqual({ R: 1000, B: 3, T: 300 });
    expect(largestShape(config, 1500)).toEqual({ R: 1500, B: 1, T: 1500 });
  });
});
