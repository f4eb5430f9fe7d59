import * as z from "zod";
import { UserError } from "../base/errors.ts";
import { LINEAR_NAMES, type LinearName, type TrainingConfig } from "./run.ts";

const count = (low: number, high: number) => z.int().min(low).max(high);
const share = z.number().min(0).max(1);
/** At 1 a running mean would never take anything in, and its correction for the start divides by zero. */
const decay = z.number().min(0).lt(1);

/**
 * Every field of a training configuration: what it may hold and one sentence on what it does.
 * The command line's flags, the configuration file and the stored run all come from this one table.
 */
export const trainingConfigSchema = z.strictObject({
  method: z.enum(["lora", "full"]).describe("lora trains an adapter, full every weight (small models only)"),
  rank: count(1, 1024).describe("rank of the adapter: how much it can hold"),
  alpha: z.number().positive().max(8192).describe("strength of the adapter; its scale is alpha / rank"),
  dropout: z.number().min(0).max(0.9).describe("share of the adapter's inputs dropped while training"),
  targets: z.array(z.enum(LINEAR_NAMES)).min(1).describe("linear layers that get an adapter"),
  topBlocks: z.exactOptional(count(1, 1024)).describe("adapters on this many blocks from the top only"),
  rsLora: z.boolean().describe("scale by alpha / sqrt(rank), steadier at high ranks"),
  loraPlusRatio: z.number().min(1).max(64).describe("learning rate of B over that of A; 1 is plain LoRA"),

  epochs: count(1, 1000).describe("passes over the training examples"),
  maxSteps: z.exactOptional(count(1, 10_000_000)).describe("end the run after this many steps"),
  batchSize: count(1, 65_536).describe("examples one step learns from"),
  microBatchTokens: count(16, 1_048_576).describe("tokens computed at once; larger batches are accumulated"),
  maxTokens: count(8, 1_048_576).describe("longest example in tokens; longer ones are cut at the end"),
  template: z.exactOptional(z.string().min(1)).describe("chat template of the model by name, or plain"),

  learningRate: z.number().positive().max(1).describe("peak learning rate"),
  schedule: z.enum(["cosine", "linear", "constant"]).describe("how the learning rate falls after the warm-up"),
  warmup: share.describe("share of all steps in which the learning rate rises"),
  weightDecay: share.describe("AdamW's weight decay"),
  beta1: decay.describe("AdamW's decay of the mean gradient"),
  beta2: decay.describe("AdamW's decay of the squared gradient"),
  epsilon: z.number().positive().max(1).describe("AdamW's guard against division by zero"),
  clipNorm: z.number().min(0).describe("largest global gradient norm; 0 switches clipping off"),
  seed: count(0, 0xffff_ffff).describe("seed of initialisation, order and dropout; 0 is a seed"),

  validateEvery: count(1, 10_000_000).describe("steps between validations"),
  patience: count(0, 10_000).describe("validations without improvement before the run ends; 0 never ends early"),
  checkpointEvery: count(1, 10_000_000).describe("steps between checkpoints"),

  weightBits: z
    .enum(["auto", "32", "stored"])
    .describe("how frozen weights stay in memory; auto takes the fastest that fits"),
  device: z.enum(["cpu", "gpu", "auto"]).describe("where the arithmetic runs"),
  threads: z.exactOptional(count(1, 1024)).describe("threads of the engine; all cores when absent"),
});

export type ConfigField = keyof typeof trainingConfigSchema.shape;
export const CONFIG_FIELDS = Object.keys(trainingConfigSchema.shape) as readonly ConfigField[];

/** `learningRate` -> `learning-rate`: the field's flag without its dashes. */
export const flagOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * A whole, checked configuration from anything. Throws UserError `config/invalid`, which names every wrong
 * field with the value found and what was expected.
 */
export function parseTrainingConfig(value: unknown): TrainingConfig {
  const result = trainingConfigSchema.safeParse(value);
  if (result.success) return result.data;
  throw new UserError(
    "config/invalid",
    result.error.issues.map((issue) => describeIssue(issue, value)).join("; "),
    "See `espalier train --help` for every field and its range.",
  );
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown): string {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownField(key)).join("; ");
  const field = nameOf(issue.path[0]);
  const found = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
  return `${field} is ${found === undefined ? "missing" : JSON.stringify(found)}: ${expectation(issue)}`;
}

/** A field as a file names it, with the flag of the command line. */
const nameOf = (field: PropertyKey | undefined): string =>
  field === undefined ? "configuration" : `${String(field)} (--${flagOf(String(field))})`;

/** What a field's type is called by people. */
const TYPE_WORDS: Readonly<Partial<Record<z.core.$ZodIssueInvalidType["expected"], string>>> = {
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  string: "a text",
  array: "a list",
};

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === "too_small") return `expected ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
  if (issue.code === "too_big") return `expected ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
  if (issue.code === "invalid_value") return `expected one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_type") return `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
  return issue.message;
}

function unknownField(key: string): string {
  const near = CONFIG_FIELDS.find((field) => field.toLowerCase() === key.replace(/[-_]/g, "").toLowerCase());
  return `unknown field "${key}"${near ? `: did you mean ${near}?` : ""}`;
}

/** Linear layers from `attn_q,attn_v` or the words `all`, `attention` and `mlp`. Unknown names are left for the check. */
export function parseTargets(text: string): readonly string[] {
  const groups: Readonly<Record<string, readonly LinearName[]>> = {
    all: LINEAR_NAMES,
    attention: LINEAR_NAMES.filter((name) => name.startsWith("attn")),
    mlp: LINEAR_NAMES.filter((name) => name.startsWith("ffn")),
  };
  const names = text.split(",").map((name) => name.trim());
  return [...new Set(names.flatMap((name): readonly string[] => groups[name] ?? [name]))];
}
