/** Everything a run needs to continue bit for bit, in one file that is whole or absent. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import { metadataString } from "../../gguf/metadata.ts";
import { openGguf } from "../../gguf/open.ts";
import { writeGguf } from "../../gguf/write.ts";
import type { AdamWState } from "../optim/adamW.ts";

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
const folderOf = (runDir: string): string => join(runDir, "checkpoints");
const pathOf = (runDir: string, step: number): string =>
  join(folderOf(runDir), `${String(step).padStart(7, "0")}.gguf`);

/** Older checkpoints are deleted once this many newer ones are on disk. */
const KEPT = 2;

/** Writes a checkpoint and deletes the oldest; returns its path. A full disk throws before anything is deleted. */
export async function writeCheckpoint(
  runDir: string,
  state: TrainingState,
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
    ],
    tensors: [tensor("parameters", values), tensor("adamw.m", m), tensor("adamw.v", v)],
  });
  const steps = await checkpointSteps(runDir);
  for (const step of steps.slice(0, -KEPT)) await rm(pathOf(runDir, step), { force: true });
  return path;
}

/** Steps that have a checkpoint, oldest first. */
export async function checkpointSteps(runDir: string): Promise<number[]> {
  const names = await readdir(folderOf(runDir)).catch(() => []);
  return names
    .filter((name) => /^\d+\.gguf$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
}

/** Reads the newest checkpoint into `values` and `moments`; `undefined` when there is none. */
export async function readCheckpoint(
  runDir: string,
  values: Float32Array,
  moments: AdamWState,
): Promise<TrainingState | undefined> {
  const newest = (await checkpointSteps(runDir)).at(-1);
  if (newest === undefined) return undefined;
  const path = pathOf(runDir, newest);
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
    return decodeInfinite(JSON.parse(metadataString(file, STATE_KEY)) as Record<keyof TrainingState, number | null>);
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
