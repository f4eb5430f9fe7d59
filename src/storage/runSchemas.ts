import * as z from "zod";
import type { RunRecord, RunState } from "../core/runRecord.ts";
import { trainingConfigSchema } from "../core/trainingConfig.ts";

/** Of label.json. */
export const labelSchema = z.object({ version: z.literal(1), name: z.string() });

/** Of run.json. */
export const recordSchema: z.ZodType<RunRecord> = z.object({
  version: z.literal(1),
  id: z.string(),
  createdAt: z.string(),
  preset: z.string(),
  config: trainingConfigSchema,
  model: z.object({
    name: z.string(),
    path: z.string(),
    sizeBytes: z.number(),
    modifiedMs: z.number(),
    sha256: z.string(),
  }),
  dataset: z.object({
    path: z.string(),
    sha256: z.string(),
    // Runs of before there were revisions have neither.
    name: z.exactOptional(z.string()),
    revision: z.exactOptional(z.string()),
    exampleCounts: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  }),
  versions: z.record(z.string(), z.string()),
  machine: z.object({
    platform: z.string(),
    arch: z.string(),
    cpu: z.string(),
    coreCount: z.int(),
    memoryBytes: z.number(),
  }),
});

/** Of state.json. */
export const stateSchema: z.ZodType<RunState> = z.object({
  version: z.literal(1),
  status: z.enum(["created", "running", "paused", "stopped", "completed", "early-stopped", "failed", "interrupted"]),
  step: z.int(),
  totalSteps: z.int(),
  updatedAt: z.string(),
  device: z.exactOptional(z.string()),
  deviceReason: z.exactOptional(z.string()),
  reason: z.exactOptional(z.string()),
  bestStep: z.exactOptional(z.int()),
  bestValidationLoss: z.exactOptional(z.number()),
  baseValidationLoss: z.exactOptional(z.number()),
});
