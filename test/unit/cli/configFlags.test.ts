import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addConfigFlags, resolveFlags } from "../../../src/cli/configFlags.ts";
import { PRESETS } from "../../../src/core/presets.ts";
import { CONFIG_FIELDS, flagOf } from "../../../src/core/trainingConfig.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";

const resolved = (...args: string[]) =>
  resolveFlags(addConfigFlags(new Command().exitOverride()).parse(args, { from: "user" }).opts());

function configFile(text: string): string {
  const path = join(temporaryFolder(), "config.json");
  writeFileSync(path, text);
  return path;
}

describe("configuration flags", () => {
  it("give the balanced preset when there are none", () => {
    expect(resolved()).toEqual({ preset: "balanced", config: PRESETS.balanced });
  });

  it("exist for every field, with a line of help", () => {
    const help = addConfigFlags(new Command()).helpInformation();
    for (const field of CONFIG_FIELDS) expect(help).toMatch(new RegExp(`--${flagOf(field)}\\b.* \\S`));
  });

  it("show the range of every number that has one", () => {
    const help = addConfigFlags(new Command()).configureHelp({ helpWidth: 1000 }).helpInformation();
    const lineOf = (flag: string) => help.split("\n").find((line) => line.includes(`--${flag} `));
    expect(lineOf("rank")).toMatch(/; 1 to 1024 \(balanced: 16\)$/);
    expect(lineOf("learning-rate")).toContain("; more than 0, at most 1 (");
    expect(lineOf("beta1")).toContain("at least 0, less than 1");
    expect(lineOf("max-steps")).toContain("1 to 10000000");
    expect(lineOf("schedule")).not.toContain(";");
  });

  it("read a file that begins with a byte order mark, and refuse a preset in it that is no name", () => {
    expect(resolved("--config", configFile('\ufeff{ "preset": "quick" }')).preset).toBe("quick");
    expect(() => resolved("--config", configFile('{ "preset": 5 }'))).toThrow(
      "the preset in the configuration file is 5",
    );
  });

  it("switch off what the configuration file switches on", () => {
    const path = configFile('{ "rsLora": true }');
    expect(resolved("--config", path).config.rsLora).toBe(true);
    expect(resolved("--config", path, "--no-rs-lora").config.rsLora).toBe(false);
  });

  it("override the preset with numbers, choices, switches and lists", () => {
    const flags = ["--preset", "quick", "--rank", "4", "--learning-rate", "1e-3", "--schedule", "linear"];
    const { preset, config } = resolved(
      ...flags,
      "--rs-lora",
      "--targets",
      "attention",
      "--seed",
      "0",
      "--threads",
      "2",
    );
    expect(preset).toBe("quick");
    expect(config).toEqual({
      ...PRESETS.quick,
      rank: 4,
      learningRate: 1e-3,
      schedule: "linear",
      rsLora: true,
      targets: ["attn_q", "attn_k", "attn_v", "attn_output"],
      seed: 0,
      threads: 2,
    });
  });

  it("win over the configuration file, which wins over the preset", () => {
    const path = configFile('{ "preset": "thorough", "rank": 8, "alpha": 8 }');
    const { preset, config } = resolved("--config", path, "--rank", "4");
    expect(preset).toBe("thorough");
    expect(config).toEqual({ ...PRESETS.thorough, rank: 4, alpha: 8 });
  });

  it("name the field, the value and the range when a value is wrong", () => {
    expect(() => resolved("--rank", "many")).toThrow('rank (--rank) is "many": expected a number');
    expect(() => resolved("--rank", "")).toThrow("rank (--rank) is");
    expect(() => resolved("--dropout", "2")).toThrow("dropout (--dropout) is 2: expected at most 0.9");
    expect(() => resolved("--config", configFile('{ "rnak": 8 }'))).toThrow('unknown field "rnak"');
  });

  it("name the configuration file that is missing, broken or no object", () => {
    expect(() => resolved("--config", "/no/such.json")).toThrow("/no/such.json");
    expect(() => resolved("--config", configFile("{"))).toThrow(/cannot read .*config\.json/);
    expect(() => resolved("--config", configFile("[1]"))).toThrow("does not hold a JSON object");
  });
});
