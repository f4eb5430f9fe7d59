import type { Example, TokenizedExample } from "../core/example.ts";
import type { TokenMeasure } from "../core/tokenMeasure.ts";
import type { MemoryEstimate, TrainingConfig, TrainingEvent } from "../core/run.ts";

/** What the trainer process does for its host. */
export interface TrainerFunctions {
  /** Trains the run in `runFolder` until it is finished, or paused with a checkpoint because `signal` aborted. */
  "run/train"(request: TrainRequest, signal: AbortSignal, report: (event: TrainingEvent) => void): Promise<FinishedRun>;
  /** The first batch as the model will see it. */
  "batch/show"(request: DataRequest): Promise<ShownExample[]>;
  "run/estimate"(request: DataRequest): Promise<RunEstimate>;
  /** Loss of the model, with an adapter or without, on each example. */
  "examples/evaluate"(
    request: EvaluateRequest,
    signal: AbortSignal,
    report: (fraction: number) => void,
  ): Promise<Evaluation>;
  /** How long each example is as the model's template and tokenizer write it, in the order given. */
  "examples/measure"(
    request: MeasureRequest,
    signal: AbortSignal,
    report: (done: number) => void,
  ): Promise<MeasuredExamples>;
  /** How hard the model finds each example; `report` is told what is known so far, a few at a time. */
  "examples/difficulty"(
    request: DifficultyRequest,
    signal: AbortSignal,
    report: (progress: DifficultyProgress) => void,
  ): Promise<void>;
  /** Writes the adapter as PEFT reads it, into a folder; returns the files written. */
  "adapter/exportPeft"(request: ExportPeftRequest): Promise<string[]>;
  /** Reads such a folder back and writes it as a GGUF adapter. */
  "adapter/importPeft"(request: ImportPeftRequest): Promise<void>;
}

/** What every look at the training data needs. */
export interface DataRequest {
  readonly modelPath: string;
  readonly config: TrainingConfig;
  /** ISO 8601: what a chat template that asks for the date is told, the same when the run is resumed. */
  readonly startedAt: string;
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
}

export interface TrainRequest extends DataRequest {
  readonly runFolder: string;
  /** Go on from the last checkpoint, if there is one. */
  readonly resume: boolean;
}

export type FinishedRun = Extract<TrainingEvent, { kind: "finished" }>;

/** One example token by token: what the model reads and what it must learn to write. */
export interface ShownExample {
  readonly id: string;
  readonly tokens: readonly {
    readonly token: number;
    /** White space and control characters made visible. */
    readonly text: string;
    readonly isTarget: boolean;
  }[];
}

export interface RunEstimate {
  readonly trainExamples: number;
  readonly validationExamples: number;
  /** Of the training examples, cut as the run will cut them. */
  readonly trainTokens: number;
  readonly targetTokens: number;
  readonly steps: number;
  readonly memory: MemoryEstimate;
  /** What this machine can give now. */
  readonly availableBytes: number;
  readonly warnings: readonly string[];
}

export interface EvaluateRequest {
  readonly modelPath: string;
  readonly adapterPath?: string;
  /** Defaults to 1. */
  readonly adapterScale?: number;
  readonly examples: readonly Example[];
  /** As the run had them: how its examples were written and cut. */
  readonly config: Pick<TrainingConfig, "maxTokens" | "template" | "device" | "threads">;
  /** ISO 8601, as for training. */
  readonly startedAt: string;
}

export interface Evaluation {
  /** Mean negative log-likelihood of all target tokens, natural logarithm. */
  readonly loss: number;
  readonly tokenCount: number;
  readonly examples: readonly EvaluatedExample[];
  /** Examples that were left out because nothing in them is to be learned, even before they were cut. */
  readonly skippedCount: number;
}

export interface EvaluatedExample {
  /** As the model saw it: written through the template and cut. */
  readonly example: TokenizedExample;
  /** Negative log-likelihood of each target token. */
  readonly nll: Float32Array;
}

export interface MeasureRequest {
  readonly modelPath: string;
  readonly config: Pick<TrainingConfig, "maxTokens" | "template">;
  /** ISO 8601, as for training. */
  readonly startedAt: string;
  readonly examples: readonly Example[];
}

export interface MeasuredExamples {
  /** Tokens of the model's context. */
  readonly contextLength: number;
  /** What fits: the shorter of `maxTokens` and the context. */
  readonly maxTokens: number;
  readonly examples: readonly MeasuredExample[];
}

/** An example as tokens, or why the model's template does not take it. */
export type MeasuredExample = TokenMeasure | { readonly refused: string };

export interface DifficultyRequest extends MeasureRequest {
  readonly config: Pick<TrainingConfig, "maxTokens" | "template" | "device" | "threads">;
}

export interface DifficultyProgress {
  /** Share of the work that is done. */
  readonly fraction: number;
  readonly results: readonly ExampleDifficulty[];
}

/** What the model makes of an example's last answer. */
export interface ExampleDifficulty {
  /** Place in the request. */
  readonly index: number;
  /** Tokens of the answer that fit. */
  readonly tokenCount: number;
  /** Mean negative log-likelihood of the answer's tokens after the question, in nats. */
  readonly loss: number;
  /** The same without the question; equal to `loss` for a text, which has none. */
  readonly aloneLoss: number;
}

export interface ExportPeftRequest {
  readonly modelPath: string;
  readonly adapterPath: string;
  /** Made when it does not exist. */
  readonly folder: string;
  /** Name of the base model, recorded for whoever loads the adapter. */
  readonly baseModelName: string;
}

export interface ImportPeftRequest {
  readonly modelPath: string;
  readonly folder: string;
  /** The GGUF file to write. */
  readonly adapterPath: string;
}
