import type { Message } from "../core/example.ts";
import type { TrainingConfig } from "../core/run.ts";
import type { RunStatus } from "../core/runRecord.ts";

/** A dataset file as a window shows it. */
export interface DatasetRow {
  /** Absolute. */
  readonly path: string;
  /** The name of one of the folder's own; of any other file its path, relative to the workspace. */
  readonly title: string;
  readonly exampleCount: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Left out by what was decided about them. */
  readonly excludedCount: number;
  readonly byKind: Readonly<Record<string, number>>;
}

/** A run as a window shows it. */
export interface RunRow {
  readonly id: string;
  /** What its owner calls it, or else when it began. */
  readonly title: string;
  readonly isNamed: boolean;
  readonly status: RunStatus;
  readonly step: number;
  readonly totalSteps: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly modelName: string;
  readonly preset: string;
  readonly config: TrainingConfig;
  readonly exampleCounts: { readonly train: number; readonly validation: number; readonly test: number };
  readonly reason?: string;
  readonly device?: string;
  readonly deviceReason?: string;
  readonly bestStep?: number;
  readonly bestValidationLoss?: number;
  readonly baseValidationLoss?: number;
  /** It has an adapter, or a whole model, that can answer. */
  readonly hasResult: boolean;
  readonly isFull: boolean;
  /** Its adapter answers when none is named. */
  readonly isActive: boolean;
}

export interface HeldOutQuestion {
  readonly messages: readonly Message[];
  /** The last question of the conversation, for people. */
  readonly question: string;
  /** What the file says. */
  readonly reference: string;
  readonly source?: string;
}

export interface ExportedFiles {
  readonly files: readonly string[];
  /** Losses of the trainer and of llama.cpp on the same tokens, which had to agree. */
  readonly trainerLoss: number;
  readonly servedLoss: number;
}
