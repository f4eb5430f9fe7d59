import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TokenizedExample } from "../../src/core/example.ts";
import type { LinearName, TrainingConfig } from "../../src/core/run.ts";
import type { FloatTensor } from "../../src/engine/lora/safetensors.ts";
import { readSafetensors } from "../../src/engine/lora/safetensors.ts";

export const GOLDEN_FOLDER = join(import.meta.dirname, "../fixtures/peft");
export const GOLDEN_FAMILIES = ["llama", "llama3", "qwen2", "qwen3"] as const;
export type GoldenFamily = (typeof GOLDEN_FAMILIES)[number];

interface InBothPrecisions<T> {
  readonly float32: T;
  readonly float64: T;
}

/** One training of the golden files; its README says how it was computed. */
export interface GoldenRun {
  readonly name: string;
  readonly method: TrainingConfig["method"];
  readonly rsLora: boolean;
  readonly loraPlusRatio: number;
  /** Examples of a micro-batch; 0 is the whole batch at once. */
  readonly microBatchExamples: number;
  readonly losses: InBothPrecisions<readonly number[]>;
  /** Before clipping. */
  readonly gradientNorms: InBothPrecisions<readonly number[]>;
  readonly learningRates: readonly number[];
}

export interface GoldenPeft {
  readonly family: GoldenFamily;
  readonly modelPath: string;
  readonly lora: { readonly rank: number; readonly alpha: number; readonly targets: readonly LinearName[] };
  readonly optimizer: Pick<TrainingConfig, "beta1" | "beta2" | "epsilon" | "weightDecay" | "clipNorm">;
  /** Step s learns from batch s modulo their number. */
  readonly batches: readonly (readonly TokenizedExample[])[];
  readonly gradient: {
    readonly loss: InBothPrecisions<number>;
    /** Without an adapter, in float64; `fullNorms` are the norms of its gradients by tensor. */
    readonly baseLoss: number;
    readonly fullNorms: Readonly<Record<string, number>>;
  };
  readonly runs: readonly GoldenRun[];
  /** `blk.N.attn_q.weight.lora_a`, `.lora_b`, and the gradient of each under `grad.…`. */
  readonly tensors: ReadonlyMap<string, FloatTensor>;
}

interface GoldenJson extends Omit<GoldenPeft, "modelPath" | "batches" | "tensors"> {
  readonly model: string;
  readonly tensors: string;
  readonly batches: readonly (readonly { tokens: number[]; isTarget: number[] }[])[];
}

/** What PEFT computed on a tiny model of the family. */
export async function readGoldenPeft(family: GoldenFamily): Promise<GoldenPeft> {
  const json = JSON.parse(readFileSync(join(GOLDEN_FOLDER, `${family}.json`), "utf8")) as GoldenJson;
  return {
    ...json,
    modelPath: join(GOLDEN_FOLDER, json.model),
    batches: json.batches.map((batch, b) =>
      batch.map(({ tokens, isTarget }, e) => ({
        id: `batch ${b}, example ${e}`,
        tokens: Int32Array.from(tokens),
        isTarget: Uint8Array.from(isTarget),
      })),
    ),
    tensors: await readSafetensors(join(GOLDEN_FOLDER, json.tensors)),
  };
}
