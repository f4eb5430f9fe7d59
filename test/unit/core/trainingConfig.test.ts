import { describe, expect, it } from "vitest";
import { PRESETS, resolveConfig } from "../../../src/core/presets.ts";
import { LINEAR_NAMES } from "../../../src/core/run.ts";
import { CONFIG_FIELDS, flagOf, parseTargets, parseTrainingConfig } from "../../../src/core/trainingConfig.ts";

describe("resolveConfig", () => {
  it("accepts every preset as it is", () => {
    for (const preset of Object.keys(PRESETS)) expect(resolveConfig(preset)).toEqual(PRESETS[preset as "quick"]);
  });

  it("lays overrides over the preset and leaves the rest", () => {
    expect(resolveConfig("quick", { rank: 4, topBlocks: 2 })).toEqual({ ...PRESETS.quick, rank: 4, topBlocks: 2 });
  });

  it("treats an undefined override as not given", () => {
    expect(resolveConfig("quick", { rank: undefined })).toEqual(PRESETS.quick);
  });

  it("keeps seed 0", () => {
    expect(resolveConfig("balanced", { seed: 0 }).seed).toBe(0);
  });

  it("names an unknown preset and those that exist", () => {
    expect(() => resolveConfig("fast")).toThrow(/unknown preset "fast"; expected one of quick, balanced, thorough/);
    expect(() => resolveConfig("constructor")).toThrow(/unknown preset/);
  });
});

describe("parseTrainingConfig", () => {
  const wrong = (field: string, value: unknown) => () => parseTrainingConfig({ ...PRESETS.balanced, [field]: value });

  it.each([
    ["rank", 0, "rank (--rank) is 0: expected at least 1"],
    ["rank", 2.5, "rank (--rank) is 2.5: expected a whole number"],
    ["dropout", 1.5, "dropout (--dropout) is 1.5: expected at most 0.9"],
    ["learningRate", 0, "learningRate (--learning-rate) is 0: expected more than 0"],
    ["learningRate", "fast", 'learningRate (--learning-rate) is "fast": expected a number'],
    ["learningRate", Number.NaN, "learningRate (--learning-rate) is null: expected a number"],
    ["schedule", "step", 'schedule (--schedule) is "step": expected one of cosine, linear, constant'],
    ["targets", ["attn_q", "lm_head"], 'targets (--targets) is "lm_head": expected one of attn_q'],
    ["targets", [], "targets (--targets) is []: expected at least 1"],
    ["seed", -1, "seed (--seed) is -1: expected at least 0"],
    ["beta1", 1, "beta1 (--beta1) is 1: expected less than 1"],
    ["beta2", 1, "beta2 (--beta2) is 1: expected less than 1"],
  ])("refuses %s = %j with the flag, the value found and what was expected", (field, value, message) => {
    expect(wrong(field, value)).toThrow(message);
  });

  it("names a missing field", () => {
    const rest: Record<string, unknown> = { ...PRESETS.balanced };
    delete rest.rank;
    expect(() => parseTrainingConfig(rest)).toThrow("rank (--rank) is missing");
  });

  it("suggests the field that an unknown one resembles", () => {
    expect(wrong("learning_rate", 1)).toThrow('unknown field "learning_rate": did you mean learningRate?');
    expect(wrong("temperature", 1)).toThrow(/unknown field "temperature"$/);
  });

  it("reports every wrong field at once", () => {
    expect(() => parseTrainingConfig({ ...PRESETS.quick, rank: 0, alpha: -1 })).toThrow(
      /rank \(--rank\) is 0.*; alpha \(--alpha\) is -1/,
    );
  });
});

describe("flags", () => {
  it("are the field in kebab case, one for each field", () => {
    expect(flagOf("learningRate")).toBe("learning-rate");
    expect(flagOf("rsLora")).toBe("rs-lora");
    expect(flagOf("beta1")).toBe("beta1");
    expect(new Set(CONFIG_FIELDS.map(flagOf)).size).toBe(CONFIG_FIELDS.length);
  });

  it("take groups of target layers, without repeating a layer", () => {
    expect(parseTargets("all")).toEqual(LINEAR_NAMES);
    expect(parseTargets("attn_q, mlp,attn_q")).toEqual(["attn_q", "ffn_gate", "ffn_up", "ffn_down"]);
    expect(parseTargets("lm_head")).toEqual(["lm_head"]);
  });
});
