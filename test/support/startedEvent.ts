import type { TrainingEvent } from "../../src/core/run.ts";

/** How a training of four steps begins. */
export const STARTED = {
  kind: "started",
  totalSteps: 4,
  resumedFrom: 0,
  device: "cpu",
  deviceReason: "asked for",
  parameterCount: 10,
  estimateBytes: 10,
} satisfies TrainingEvent;
