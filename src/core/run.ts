/** The pure types of a training run. */

export type LinearName = "attn_q" | "attn_k" | "attn_v" | "attn_output" | "ffn_gate" | "ffn_up" | "ffn_down";
export const LINEAR_NAMES: readonly LinearName[] = [
  "attn_q",
  "attn_k",
  "attn_v",
  "attn_output",
  "ffn_gate",
  "ffn_up",
  "ffn_down",
];

export type Device = "cpu" | "gpu" | "auto";
export type PresetName = "quick" | "balanced" | "thorough";

export interface TrainingConfig {
  /** "lora" trains an adapter; "full" every weight (small models only). */
  readonly method: "lora" | "full";
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
  readonly targets: readonly LinearName[];
  /** Adapters on this many blocks from the top; all of them when absent. */
  readonly topBlocks?: number;
  /** Scale alpha / sqrt(rank) instead of alpha / rank (arXiv:2312.03732). */
  readonly rsLora: boolean;
  /** Learning rate of B over that of A (arXiv:2402.12354). 1 is plain LoRA. */
  readonly loraPlusRatio: number;

  readonly epochs: number;
  /** Ends the run earlier when set. */
  readonly maxSteps?: number;
  /** Examples an optimiser step learns from. */
  readonly batchSize: number;
  /** Tokens a micro-batch may hold; a batch larger than this is accumulated. */
  readonly microBatchTokens: number;
  /** Longer examples are cut at the end. */
  readonly maxTokens: number;
  /** Name of one of the model's chat templates, or `plain`; the model's default when absent. */
  readonly template?: string;

  readonly learningRate: number;
  readonly schedule: "cosine" | "linear" | "constant";
  /** Share of all steps. */
  readonly warmup: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Global gradient norm; 0 switches clipping off. */
  readonly clipNorm: number;
  /** 0 is a seed like any other. */
  readonly seed: number;

  /** Optimiser steps between validations. */
  readonly validateEvery: number;
  /** Validations without improvement before the run ends; 0 never ends early. */
  readonly patience: number;
  /** Optimiser steps between checkpoints. */
  readonly checkpointEvery: number;

  /** Frozen weights in memory: float32, or as the file has them (16, 8 or 4 bits). "auto" takes the fastest that fits. */
  readonly weightBits: "auto" | "32" | "stored";
  readonly device: Device;
  /** Threads of the engine; the number of cores when absent. Recorded, because results depend on it bit for bit. */
  readonly threads?: number;
}

export interface StepMetrics {
  readonly kind: "step";
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  /** Tokens of the examples in this step, padding not counted. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
  readonly rssBytes: number;
}
export interface ValidationMetrics {
  readonly kind: "validation";
  readonly step: number;
  readonly validationLoss: number;
  readonly best: boolean;
}
export type RunMetrics = StepMetrics | ValidationMetrics;

/** What the trainer reports while it works. */
export type TrainingEvent =
  | {
      readonly kind: "started";
      readonly totalSteps: number;
      readonly resumedFrom: number;
      readonly device: string;
      readonly deviceReason: string;
      readonly parameterCount: number;
      readonly estimateBytes: number;
    }
  | {
      readonly kind: "progress";
      readonly step: number;
      /** Share of the running step that is done, 0 to 1. */ readonly fraction: number;
    }
  | StepMetrics
  | ValidationMetrics
  | { readonly kind: "checkpoint"; readonly step: number; readonly path: string }
  | { readonly kind: "warning"; readonly message: string }
  | {
      readonly kind: "finished";
      readonly reason: "completed" | "early-stopped" | "paused";
      readonly step: number;
      readonly bestStep: number;
      readonly bestValidationLoss: number;
      readonly baseValidationLoss: number;
    };

/** What a run will need, in bytes. */
export interface MemoryEstimate {
  /** The base model, and what LoRA merges it into. */
  readonly weightsBytes: number;
  /** Saved between forward and backward, and alive within one program. */
  readonly activationsBytes: number;
  /** Parameters, gradients and AdamW's moments. */
  readonly optimizerBytes: number;
  /** Node, the runtimes and the tokenizer. */
  readonly runtimeBytes: number;
  readonly totalBytes: number;
}
