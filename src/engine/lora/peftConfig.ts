/** adapter_config.json: what PEFT must know to apply an adapter (peft.LoraConfig). */
import type { LinearName } from "../../core/run.ts";
import { UserError, messageOf } from "../../base/errors.ts";

/** What the linear layers are called in Hugging Face's Llama, Qwen2 and Qwen3 models, inside `model.layers.N`. */
export const PEFT_MODULES: Readonly<Record<LinearName, string>> = {
  attn_q: "self_attn.q_proj",
  attn_k: "self_attn.k_proj",
  attn_v: "self_attn.v_proj",
  attn_output: "self_attn.o_proj",
  ffn_gate: "mlp.gate_proj",
  ffn_up: "mlp.up_proj",
  ffn_down: "mlp.down_proj",
};

/** How an adapter is scaled and where it sits. */
export interface AdapterSettings {
  readonly rank: number;
  readonly alpha: number;
  /** Scale alpha / sqrt(rank) instead of alpha / rank. */
  readonly rsLora: boolean;
  readonly targets: readonly LinearName[];
}

/** The text of adapter_config.json. `blocks` are named only where not every block has an adapter. */
export function encodePeftConfig(
  { rank, alpha, rsLora, targets }: AdapterSettings,
  { baseModelName, blocks }: { baseModelName: string; blocks: readonly number[] | undefined },
): string {
  const config = {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: baseModelName,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: 0,
    use_rslora: rsLora,
    target_modules: targets.map(moduleOf),
    ...(blocks && { layers_to_transform: blocks, layers_pattern: "layers" }),
    bias: "none",
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    modules_to_save: null,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/**
 * Reads adapter_config.json. Throws UserError `peft/bad-config`, or `peft/unsupported` for anything that would change
 * what the adapter computes beyond plain LoRA on the seven linear layers.
 */
export function parsePeftConfig(path: string, text: string): AdapterSettings {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw bad(path, `it is not JSON (${messageOf(error)})`);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw bad(path, "it is not a JSON object");
  const config = json as Record<string, unknown>;
  refuseOtherThanPlainLora(path, config);
  const { r: rank, lora_alpha: alpha, target_modules: modules } = config;
  if (typeof rank !== "number" || !Number.isSafeInteger(rank) || rank < 1) throw bad(path, "r is no positive integer");
  if (typeof alpha !== "number" || !Number.isFinite(alpha)) throw bad(path, "lora_alpha is no number");
  if (!Array.isArray(modules) || modules.length === 0) throw bad(path, "target_modules is no list of names");
  return {
    rank,
    alpha,
    rsLora: config["use_rslora"] === true,
    targets: modules.map((module) => linearOf(path, module)),
  };
}

/** Settings that change nothing about what a saved adapter computes, beside those that are read. */
const HARMLESS = new Set([
  ...["r", "lora_alpha", "target_modules", "use_rslora", "lora_dropout", "task_type", "inference_mode"],
  ...["base_model_name_or_path", "revision", "peft_version", "auto_mapping", "megatron_core", "qalora_group_size"],
  ...["layers_to_transform", "layers_pattern", "exclude_modules"],
]);
/** Initialisations that leave the base model's weights alone; others (PiSSA, OLoRA, …) need a changed base model. */
const INITIALISATIONS: readonly unknown[] = [true, false, null, undefined, "gaussian", "eva"];

/** Any other setting that is not empty is taken for one of PEFT's many variants, known or to come. */
function refuseOtherThanPlainLora(path: string, config: Record<string, unknown>): void {
  const { peft_type: type, bias = "none", init_lora_weights: initialisation, ...rest } = config;
  if (type !== "LORA") throw unsupported(path, `peft_type is ${JSON.stringify(type)}, expected "LORA"`);
  if (bias !== "none") throw unsupported(path, `bias is ${JSON.stringify(bias)}, expected "none"`);
  if (!INITIALISATIONS.includes(initialisation)) {
    throw unsupported(path, `init_lora_weights is ${JSON.stringify(initialisation)}, which changes the base model`);
  }
  for (const [key, value] of Object.entries(rest)) {
    if (!HARMLESS.has(key) && !isEmpty(value)) throw unsupported(path, `${key} is ${JSON.stringify(value)}`);
  }
}

const isEmpty = (value: unknown): boolean => !value || (typeof value === "object" && Object.keys(value).length === 0);

/** The last part of a module's path, as target_modules lists it: `q_proj`. */
const moduleOf = (target: LinearName): string => PEFT_MODULES[target].split(".")[1] ?? "";

function linearOf(path: string, module: unknown): LinearName {
  for (const target of Object.keys(PEFT_MODULES) as LinearName[]) {
    if (module === moduleOf(target) || module === PEFT_MODULES[target]) return target;
  }
  throw unsupported(path, `it adapts the module ${JSON.stringify(module)}`);
}

const bad = (path: string, reason: string): UserError =>
  new UserError("peft/bad-config", `${path} cannot be used: ${reason}.`, "Save the adapter with PEFT again.");

const unsupported = (path: string, reason: string): UserError =>
  new UserError(
    "peft/unsupported",
    `${path}: ${reason}.`,
    `Only plain LoRA of ${Object.values(PEFT_MODULES).join(", ")} can be read.`,
  );
