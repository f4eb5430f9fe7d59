/** Everything a run needs to continue bit for bit, in one file that is whole or absent. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, UserError } from "../../base/errors.ts";
import { systemReason } from "../../base/systemReason.ts";
import { metadataString } from "../../gguf/metadata.ts";
import { openGguf } from "../../gguf/open.ts";
import { writeGguf } from "../../gguf/write.ts";
import type { AdamWState } from "../optim/adamW.ts";
import type { Execution } from "./openModel.ts";

export interface TrainingState {
  /** Optimiser steps done. */
  readonly step: number;
  readonly baseValidationLoss: number;
  readonly bestValidationLoss: number;
  readonly bestStep: number;
  /** Validations since the best one. */
  readonly sinceBest: number;
  /** The step of the newest validation; -1 before the first. */
  readonly validatedStep: number;
}

const STATE_KEY = "espalier.training.state";
const EXECUTION_KEY = "espalier.training.execution";
const folderOf = (runDir: string): string => join(runDir, "checkpoints");
const pathOf = (runDir: string, step: number): string =>
  join(folderOf(runDir), `${String(step).padStart(7, "0")}.gguf`);

/** Older checkpoints are deleted once this many newer ones are on disk. */
const KEPT = 2;

/** Writes a checkpoint and deletes the oldest; returns its path. A full disk throws before anything is deleted. */
export async function writeCheckpoint(
  runDir: string,
  state: TrainingState,
  execution: Execution,
  values: Float32Array,
  { m, v }: AdamWState,
): Promise<string> {
  await mkdir(folderOf(runDir), { recursive: true });
  const path = pathOf(runDir, state.step);
  const tensor = (name: string, data: Float32Array) => ({
    name,
    type: "F32" as const,
    shape: [data.length],
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  });
  await writeGguf(path, {
    metadata: [
      ["general.type", { type: "string", value: "checkpoint" }],
      [STATE_KEY, { type: "string", value: JSON.stringify(encodeInfinite(state)) }],
      [EXECUTION_KEY, { type: "string", value: JSON.stringify(execution) }],
    ],
    tensors: [tensor("parameters", values), tensor("adamw.m", m), tensor("adamw.v", v)],
  });
  const steps = await checkpointSteps(runDir);
  for (const step of steps.slice(0, -KEPT)) await rm(pathOf(runDir, step), { force: true });
  return path;
}

/** Steps that have a checkpoint, oldest first. Throws UserError `checkpoint/unreadable`. */
export async function checkpointSteps(runDir: string): Promise<number[]> {
  const folder = folderOf(runDir);
  const names = await readdir(folder).catch((error: unknown) => {
    // Only a run that has written none goes on from its beginning, in the place of what it had reached.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new UserError(
      "checkpoint/unreadable",
      `cannot read ${folder}: ${systemReason(error) ?? messageOf(error)}`,
      "Look at what lies there, and at its permissions. Nothing of the run was changed.",
    );
  });
  return names
    .filter((name) => /^\d+\.gguf$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
}

export interface FoundCheckpoint {
  readonly path: string;
  readonly state: TrainingState;
  readonly execution: Execution;
  /** Newer checkpoints that cannot be read, one line each. */
  readonly damaged: readonly string[];
}

/**
 * The newest checkpoint that can be read, by its header; `undefined` when there is none at all.
 * Throws the newest one's UserError when none can be read, and `checkpoint/unreadable`.
 */
export async function findCheckpoint(runDir: string): Promise<FoundCheckpoint | undefined> {
  const damaged: string[] = [];
  let failure: Error | undefined;
  for (const step of (await checkpointSteps(runDir)).reverse()) {
    const path = pathOf(runDir, step);
    try {
      const file = await openGguf(path);
      try {
        const state = decodeInfinite(
          JSON.parse(metadataString(file, STATE_KEY)) as Record<keyof TrainingState, number | null>,
        );
        const execution = JSON.parse(metadataString(file, EXECUTION_KEY)) as Execution;
        return { path, state, execution, damaged };
      } finally {
        await file.close();
      }
    } catch (error) {
      damaged.push(`${path} cannot be read and is passed over: ${messageOf(error)}`);
      failure ??= error instanceof Error ? error : new Error(messageOf(error));
    }
  }
  if (failure !== undefined) throw failure;
  return undefined;
}

/** Reads a checkpoint's tensors into `values` and `moments`. Throws UserError checkpoint/does-not-fit. */
export async function readCheckpoint(path: string, values: Float32Array, moments: AdamWState): Promise<void> {
  const file = await openGguf(path);
  try {
    for (const [name, target] of [
      ["parameters", values],
      ["adamw.m", moments.m],
      ["adamw.v", moments.v],
    ] as const) {
      const bytes = await file.readTensor(name);
      if (bytes.byteLength !== target.byteLength) {
        throw new UserError(
          "checkpoint/does-not-fit",
          `${path}: ${name} has ${bytes.byteLength / 4} values, this configuration needs ${target.length}.`,
          "Resume with the configuration the run was started with, or start a new run.",
        );
      }
      new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(bytes);
    }
  } finally {
    await file.close();
  }
}

/** JSON has no infinity; a run that never validated has a best loss of infinity. */
const encodeInfinite = (state: TrainingState): Record<string, number | null> =>
  Object.fromEntries(
    Object.entries(state).map(([key, value]: [string, number]) => [key, Number.isFinite(value) ? value : null]),
  );

const decodeInfinite = (state: Record<keyof TrainingState, number | null>): TrainingState => ({
  step: state.step ?? 0,
  baseValidationLoss: state.baseValidationLoss ?? Infinity,
  bestValidationLoss: state.bestValidationLoss ?? Infinity,
  bestStep: state.bestStep ?? 0,
  sinceBest: state.sinceBest ?? 0,
  validatedStep: state.validatedStep ?? -1,
});
