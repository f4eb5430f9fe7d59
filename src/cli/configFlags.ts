import { readFileSync } from "node:fs";
import type { Command } from "commander";
import * as z from "zod";
import { messageOf, UserError } from "../base/errors.ts";
import { systemReason } from "../base/systemReason.ts";
import { type ConfigFieldInfo, configFields, type FieldGroup } from "../core/configFields.ts";
import { PRESET_HELP, PRESETS, resolveConfig } from "../core/presets.ts";
import type { TrainingConfig } from "../core/run.ts";
import { CONFIG_FIELDS, type ConfigField, flagOf, parseTargets, trainingConfigSchema } from "../core/trainingConfig.ts";

/** What the configuration flags leave in a command's options; `resolveFlags` checks the values. */
export interface ConfigFlags extends Readonly<Partial<Record<ConfigField, unknown>>> {
  readonly preset?: string;
  readonly config?: string;
}

/** Adds `--preset`, `--config` and one flag for every field of the training configuration. */
export function addConfigFlags(command: Command): Command {
  const presets = Object.entries(PRESET_HELP).map(([name, help]) => `${name} (${help})`);
  command.option("--preset <name>", `where the other settings start from: ${presets.join(", ")}`);
  command.option("--config <file>", "a JSON file with settings; flags win over it");
  for (const info of configFields()) {
    const { name: field, group, kind } = info;
    command.optionsGroup(HEADINGS[group]);
    const help = [info.help, rangeOf(field)].filter(Boolean).join("; ");
    const preset = PRESETS.balanced[field];
    const shown = preset === undefined ? "" : ` (balanced: ${Array.isArray(preset) ? "all" : String(preset)})`;
    if (kind === "switch") {
      command.option(`--${flagOf(field)}`, help);
      command.option(`--no-${flagOf(field)}`, "not so, whatever the configuration file says");
    } else {
      command.option(`--${flagOf(field)} <${placeholder(info)}>`, `${help}${shown}`);
    }
  }
  return command;
}

/**
 * Preset, then configuration file, then flags, each over the one before.
 * Throws UserError `config/preset`, `config/invalid` or `config/file`.
 */
export function resolveFlags(flags: ConfigFlags): { preset: string; config: TrainingConfig } {
  const { preset: presetInFile, ...fromFile } = flags.config === undefined ? {} : readConfigFile(flags.config);
  const preset = flags.preset ?? presetNamed(presetInFile);
  const fromFlags = CONFIG_FIELDS.map((field) => [field, parseFlag(field, flags[field])] as const);
  const given = fromFlags.filter(([, value]) => value !== undefined);
  return { preset, config: resolveConfig(preset, { ...fromFile, ...Object.fromEntries(given) }) };
}

/** What a configuration file says of the preset; the default where it says nothing. Throws UserError `config/preset`. */
function presetNamed(value: unknown): string {
  if (value === undefined) return "balanced";
  if (typeof value === "string") return value;
  throw new UserError(
    "config/preset",
    `the preset in the configuration file is ${JSON.stringify(value)}; expected one of ${Object.keys(PRESETS).join(", ")}`,
    'For example: { "preset": "quick", "rank": 8 }',
  );
}

/** The text of a flag as the value that the check expects; text that is no number is left for the check to name. */
function parseFlag(field: ConfigField, text: unknown): unknown {
  if (typeof text !== "string") return text;
  if (kindOf.get(field) === "layers") return parseTargets(text);
  if (kindOf.get(field) !== "number" || text.trim() === "") return text;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

function readConfigFile(path: string): Record<string, unknown> {
  let value: unknown;
  try {
    // Editors of Windows put a byte order mark before it.
    value = JSON.parse(readFileSync(path, "utf8").replace(/^\ufeff/, ""));
  } catch (error) {
    throw new UserError(
      "config/file",
      `cannot read ${path}: ${systemReason(error) ?? messageOf(error)}`,
      "It must be a file with one JSON object.",
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UserError(
      "config/file",
      `${path} does not hold a JSON object`,
      'For example: { "preset": "quick", "rank": 8 }',
    );
  }
  return value as Record<string, unknown>;
}

const HEADINGS: Readonly<Record<FieldGroup, string>> = {
  adapter: "Adapter:",
  data: "Data:",
  optimiser: "Optimiser:",
  validation: "Validation and checkpoints:",
  machine: "Machine:",
};

const kindOf = new Map(configFields().map(({ name, kind }) => [name, kind]));

function placeholder({ kind, choices = [] }: ConfigFieldInfo): string {
  if (kind === "layers") return [...choices, "names"].join("|");
  if (kind === "choice") return choices.join("|");
  return kind === "number" ? "number" : "name";
}

/** `1 to 1024`, `more than 0, at most 1`; empty for fields that are no numbers. */
function rangeOf(field: ConfigField): string {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = z.toJSONSchema(trainingConfigSchema.shape[field]);
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  const bounds = [
    ["at least", minimum],
    ["more than", exclusiveMinimum],
    ["at most", maximum],
    ["less than", exclusiveMaximum],
  ] as const;
  return bounds.flatMap(([words, bound]) => (bound === undefined ? [] : [`${words} ${bound}`])).join(", ");
}
