/** LoRA adapters as PEFT's folders: the one place where GGUF names and row order become Hugging Face's, and back. */
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError, messageOf } from "../../base/errors.ts";
import type { LinearName } from "../../core/run.ts";
import { blockWeight, loraPair } from "../../gguf/tensorNames.ts";
import { FAMILIES } from "../models/config.ts";
import type { DecoderConfig } from "../models/config.ts";
import type { AdapterSettings } from "./peftConfig.ts";
import { PEFT_MODULES, encodePeftConfig, parsePeftConfig } from "./peftConfig.ts";
import { interleaveRows, separateRows } from "./rotaryRows.ts";
import type { FloatTensor } from "./safetensors.ts";
import { encodeSafetensors, readSafetensors } from "./safetensors.ts";

/** An adapter in GGUF coordinates: `blk.N.attn_q.weight.lora_a` [rank, in] and `.lora_b` [out, rank]. */
export interface LoraAdapter extends AdapterSettings {
  readonly tensors: ReadonlyMap<string, FloatTensor>;
}

/** What of a model decides the order of its rows. */
export type RowOrder = Pick<DecoderConfig, "family" | "headCount" | "headCountKv" | "headDim">;

export interface PeftExport extends RowOrder {
  readonly adapter: LoraAdapter;
  /** What PEFT is told the adapter belongs to, a Hub name or a path. */
  readonly baseModelName: string;
}

const CONFIG_FILE = "adapter_config.json";
const TENSOR_FILE = "adapter_model.safetensors";
/** A configuration is a page of settings; anything larger is something else. */
const MAX_CONFIG_BYTES = 1024 ** 2;

/**
 * Writes `adapter_model.safetensors` and `adapter_config.json` into `folder`, each whole or not at all through
 * `writeFile`. The configuration goes first and comes last, so that a folder with one is complete.
 * Throws RangeError for an adapter that contradicts itself, and what `writeFile` throws.
 */
export async function writePeftAdapter(
  folder: string,
  { adapter, baseModelName, ...order }: PeftExport,
  writeFile: (path: string, content: string | Uint8Array) => Promise<void>,
): Promise<void> {
  const named = new Map<string, FloatTensor>();
  const blocks = new Set<number>();
  for (const [name, tensor] of adapter.tensors) {
    const place = parseGgufName(name);
    if (!place || !hasRank(place, tensor, adapter.rank)) {
      throw new RangeError(`${name} [${tensor.shape.join(", ")}] is no factor of an adapter of rank ${adapter.rank}`);
    }
    blocks.add(place.block);
    named.set(peftName(place), { shape: tensor.shape, data: reorderRows(place, tensor.data, order, separateRows) });
  }
  const config = encodePeftConfig(adapter, { baseModelName, blocks: namedBlocks(blocks) });
  await rm(join(folder, CONFIG_FILE), { force: true });
  await writeFile(join(folder, TENSOR_FILE), encodeSafetensors(named));
  await writeFile(join(folder, CONFIG_FILE), config);
}

/**
 * Reads a PEFT folder for a model with the rows of `order`. Throws UserError `peft/not-found`, `peft/bad-config`,
 * `peft/unsupported`, `peft/bad-tensor`, and those of `readSafetensors`.
 */
export async function readPeftAdapter(folder: string, order: RowOrder): Promise<LoraAdapter> {
  const settings = parsePeftConfig(join(folder, CONFIG_FILE), await readConfig(join(folder, CONFIG_FILE)));
  const path = join(folder, TENSOR_FILE);
  const tensors = new Map<string, FloatTensor>();
  for (const [name, tensor] of await readSafetensors(path)) {
    const place = parsePeftName(name);
    if (!place) throw badTensor(path, `${name} is no LoRA factor of a known linear layer`);
    if (!hasRank(place, tensor, settings.rank)) {
      throw badTensor(path, `${name} is [${tensor.shape.join(", ")}], the adapter's rank is ${settings.rank}`);
    }
    const heads = rotaryHeads(place, order);
    if (heads > 0 && tensor.shape[0] !== heads * order.headDim) {
      throw badTensor(path, `${name} has ${tensor.shape[0]} rows, the model ${heads} heads of ${order.headDim}`);
    }
    tensors.set(ggufName(place), { shape: tensor.shape, data: reorderRows(place, tensor.data, order, interleaveRows) });
  }
  for (const name of tensors.keys()) {
    const other = name.endsWith("_a") ? name.replace(/_a$/, "_b") : name.replace(/_b$/, "_a");
    if (!tensors.has(other)) throw badTensor(path, `it holds ${name} without ${other}`);
  }
  return { ...settings, tensors };
}

/** One of the two factors of one layer's update. */
interface Place {
  readonly block: number;
  readonly target: LinearName;
  readonly side: "a" | "b";
}

const TARGETS = Object.keys(PEFT_MODULES) as LinearName[];
const TARGET_OF_MODULE = new Map(TARGETS.map((target) => [PEFT_MODULES[target], target]));

const ggufName = ({ block, target, side }: Place): string => loraPair(blockWeight(block, target))[side];

const peftName = ({ block, target, side }: Place): string =>
  `base_model.model.model.layers.${block}.${PEFT_MODULES[target]}.lora_${side.toUpperCase()}.weight`;

function parseGgufName(name: string): Place | undefined {
  const [, block, target, side] = /^blk\.(\d{1,4})\.(\w+)\.weight\.lora_([ab])$/.exec(name) ?? [];
  return placeOf(
    block,
    TARGETS.find((known) => known === target),
    side,
  );
}

function parsePeftName(name: string): Place | undefined {
  const pattern = /^base_model\.model\.model\.layers\.(\d{1,4})\.([a-z_.]+)\.lora_([AB])\.weight$/;
  const [, block, module = "", side] = pattern.exec(name) ?? [];
  return placeOf(block, TARGET_OF_MODULE.get(module), side?.toLowerCase());
}

function placeOf(
  block: string | undefined,
  target: LinearName | undefined,
  side: string | undefined,
): Place | undefined {
  if (block === undefined || target === undefined) return undefined;
  return side === "a" || side === "b" ? { block: Number(block), target, side } : undefined;
}

/** Whether the tensor is A [rank, in] or B [out, rank]. */
const hasRank = ({ side }: Place, { shape }: FloatTensor, rank: number): boolean =>
  shape.length === 2 && shape[side === "a" ? 0 : 1] === rank;

/** Heads whose rows the two formats order differently; A has the rows of the rank, on which they agree. */
function rotaryHeads({ target, side }: Place, { family, headCount, headCountKv }: RowOrder): number {
  if (side === "a" || !FAMILIES[family].interleavedRotary) return 0;
  if (target === "attn_q") return headCount;
  return target === "attn_k" ? headCountKv : 0;
}

function reorderRows(place: Place, data: Float32Array, order: RowOrder, reorder: typeof separateRows): Float32Array {
  const heads = rotaryHeads(place, order);
  return heads > 0 ? reorder(data, heads, order.headDim) : data;
}

/** The blocks with an adapter in order, or undefined when they run from the first without a gap. */
function namedBlocks(blocks: ReadonlySet<number>): number[] | undefined {
  const sorted = [...blocks].sort((left, right) => left - right);
  return sorted.every((block, index) => block === index) ? undefined : sorted;
}

async function readConfig(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_CONFIG_BYTES) return await readFile(path, "utf8");
  } catch (error) {
    throw new UserError(
      "peft/not-found",
      `${path} cannot be read: ${messageOf(error)}.`,
      "Give the folder that PEFT's save_pretrained wrote.",
    );
  }
  throw new UserError(
    "peft/bad-config",
    `${path} is larger than ${MAX_CONFIG_BYTES} bytes.`,
    "Give the folder that PEFT's save_pretrained wrote.",
  );
}

const badTensor = (path: string, reason: string): UserError =>
  new UserError("peft/bad-tensor", `${path}: ${reason}.`, "Check that the adapter was made for this very model.");
