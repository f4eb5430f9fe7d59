import type { Split } from "./example.ts";
import type { TrainingConfig } from "./run.ts";

/** What identifies a file's content. Size and time are looked at first; the hash decides. */
export interface Fingerprint {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Everything needed to reproduce a run. Written once, before the first step, and never changed. */
export interface RunRecord {
  readonly version: 1;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly preset: string;
  readonly config: TrainingConfig;
  readonly model: Fingerprint & {
    /** What the user called it: a catalogue name or a path. */
    readonly name: string;
  };
  readonly dataset: {
    /** Where it came from; its content is in the run's own dataset.jsonl. */
    readonly path: string;
    /** Of dataset.jsonl. */
    readonly sha256: string;
    /** Of a dataset of the workspace: its name, and the very version of it that was learned from. */
    readonly name?: string;
    readonly revision?: string;
    readonly exampleCounts: Readonly<Record<Split, number>>;
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly platform: string;
    readonly arch: string;
    readonly cpu: string;
    readonly coreCount: number;
    readonly memoryBytes: number;
  };
}

export type RunStatus =
  | "created"
  | "running"
  | "paused"
  /** Ended by the user, who keeps what it has reached. It can still go on. */
  | "stopped"
  | "completed"
  | "early-stopped"
  | "failed"
  /** Says "running" but no process holds it any more: it was killed, or the machine went down. */
  | "interrupted";

/** Where a run stands; replaced as a whole whenever it changes. */
export interface RunState {
  readonly version: 1;
  readonly status: RunStatus;
  readonly step: number;
  readonly totalSteps: number;
  /** ISO 8601, UTC. */
  readonly updatedAt: string;
  /** Where the arithmetic ran, and why there. */
  readonly device?: string;
  readonly deviceReason?: string;
  /** Why it failed, in one line. */
  readonly reason?: string;
  readonly bestStep?: number;
  readonly bestValidationLoss?: number;
  readonly baseValidationLoss?: number;
}

/** A run that has not finished can go on from its last checkpoint. */
export const isResumable = (status: RunStatus): boolean => status !== "completed" && status !== "early-stopped";
