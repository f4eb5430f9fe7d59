import { UserError } from "../base/errors.ts";
import type { TrainingConfig } from "./run.ts";

/** Share of the free memory a run may plan with; the rest is for whatever else grows meanwhile. */
const USABLE_SHARE = 0.95;

/** Throws UserError `run/memory`, with what would help, when a run needs more memory than there is. Both in bytes. */
export function refuseWhatDoesNotFit(neededBytes: number, availableBytes: number, config: TrainingConfig): void {
  if (neededBytes <= availableBytes * USABLE_SHARE) return;
  throw new UserError(
    "run/memory",
    `this run needs about ${gigabytes(neededBytes)} of memory, ${gigabytes(availableBytes)} are free`,
    `Close other programs, or try ${suggestions(config).join(", ")}; --ignore-memory trains all the same.`,
  );
}

function suggestions(config: TrainingConfig): string[] {
  const found: string[] = [];
  if (config.weightBits !== "stored") found.push("--weight-bits stored");
  if (config.microBatchTokens > 256) found.push(`--micro-batch-tokens ${Math.ceil(config.microBatchTokens / 2)}`);
  if (config.maxTokens > 256) found.push(`--max-tokens ${Math.ceil(config.maxTokens / 2)}`);
  if (config.method === "full") found.push("--method lora");
  found.push("a smaller model");
  return found;
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
