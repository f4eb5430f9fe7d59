import * as z from "zod";
import { PRESETS } from "./presets.ts";
import { LINEAR_NAMES, type TrainingConfig } from "./run.ts";
import { CONFIG_FIELDS, type ConfigField, parseTargets, trainingConfigSchema } from "./trainingConfig.ts";

export type FieldGroup = "adapter" | "data" | "optimiser" | "validation" | "machine";

/** A field of the training configuration as a form or a help text shows it. */
export interface ConfigFieldInfo {
  readonly name: ConfigField;
  readonly group: FieldGroup;
  /** One sentence without a capital or full stop. */
  readonly help: string;
  readonly kind: "number" | "choice" | "switch" | "text" | "layers";
  /** Bounds of a number. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly choices?: readonly string[];
}

/** The field that begins each group. */
const GROUPS: Readonly<Partial<Record<ConfigField, FieldGroup>>> = {
  method: "adapter",
  epochs: "data",
  learningRate: "optimiser",
  validateEvery: "validation",
  weightBits: "machine",
};

/** Fields that hold a number although no preset sets them. */
const OPTIONAL_NUMBERS: readonly ConfigField[] = ["topBlocks", "maxSteps", "threads"];

/** Every field, in the order of the schema. */
export function configFields(): readonly ConfigFieldInfo[] {
  let group: FieldGroup = "adapter";
  return CONFIG_FIELDS.map((name) => {
    group = GROUPS[name] ?? group;
    const schema = trainingConfigSchema.shape[name];
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = z.toJSONSchema(schema);
    const [low, high] = [minimum ?? exclusiveMinimum, maximum ?? exclusiveMaximum];
    const kind = kindOf(name);
    return {
      name,
      group,
      help: schema.description ?? "",
      kind,
      ...(kind === "number" && typeof low === "number" && { minimum: low }),
      ...(kind === "number" && typeof high === "number" && { maximum: high }),
      ...(schema instanceof z.ZodEnum && { choices: schema.options.map(String) }),
      ...(kind === "layers" && { choices: ["all", "attention", "mlp"] }),
    };
  });
}

function kindOf(name: ConfigField): ConfigFieldInfo["kind"] {
  if (name === "targets") return "layers";
  const value = PRESETS.balanced[name];
  if (typeof value === "boolean") return "switch";
  if (typeof value === "number" || OPTIONAL_NUMBERS.includes(name)) return "number";
  return trainingConfigSchema.shape[name] instanceof z.ZodEnum ? "choice" : "text";
}

/** A field's value as it is typed into a form; empty where there is none. */
export function fieldText(value: TrainingConfig[ConfigField]): string {
  if (value === undefined) return "";
  if (typeof value !== "object") return String(value);
  return value.length === LINEAR_NAMES.length ? "all" : value.join(",");
}

/** What was typed, as the check of the configuration expects it: text that is no number is left for the check to name. */
export function parseField(name: string, text: string): unknown {
  const trimmed = text.trim();
  const field = CONFIG_FIELDS.find((each) => each === name);
  if (field === undefined) return text;
  if (trimmed === "") return undefined;
  switch (kindOf(field)) {
    case "layers":
      return parseTargets(trimmed);
    case "switch":
      return trimmed === "true" ? true : trimmed === "false" ? false : trimmed;
    case "number":
      return Number.isNaN(Number(trimmed)) ? trimmed : Number(trimmed);
    case "choice":
    case "text":
      return trimmed;
  }
}
