import { cpus } from "node:os";
import type { TrainingConfig } from "../../core/run.ts";
import type { RunEstimate } from "../../protocol/training.ts";
import { readMetrics } from "../../storage/metricsLog.ts";
import { listRunFolders } from "../../storage/runFolder.ts";
import { workspaceAt } from "../../storage/workspace.ts";

export interface TimeEstimate {
  readonly seconds: number;
  /** What it was told from: an earlier run's rate on this machine, or the model's size alone. */
  readonly basis: "measured" | "guessed";
}

/**
 * Tokens a second times parameters, for each core. From test/bench/RESULTS.md: 170 to 212 tokens/s for 135 million
 * parameters and 10.8 for 1.5 billion, each on two cores.
 */
const PARAMETER_TOKENS_PER_CORE = 1.1e10;
/** A forward pass alone against one with its backward pass. */
const VALIDATION_COST = 1 / 3;

/** How long a run will take, about. `parameterCount` of the model; where it is not known, that of the file's float32 weights. */
export async function estimateTime(
  folder: string,
  modelName: string,
  config: TrainingConfig,
  estimate: RunEstimate,
  parameterCount: number,
): Promise<TimeEstimate> {
  const measured = await measuredRate(folder, modelName, config);
  const rate = measured ?? (PARAMETER_TOKENS_PER_CORE * (config.threads ?? cpus().length)) / parameterCount;
  const { steps, trainTokens, trainExamples, validationExamples } = estimate;
  const tokensPerExample = trainTokens / Math.max(1, trainExamples);
  const trained = steps * config.batchSize * tokensPerExample;
  const validations = 1 + Math.ceil(steps / config.validateEvery);
  const validated = validations * validationExamples * tokensPerExample * VALIDATION_COST;
  return { seconds: (trained + validated) / rate, basis: measured === undefined ? "guessed" : "measured" };
}

/** Of the newest run of the same model and method here, once it is past the steps in which programs are compiled. */
async function measuredRate(folder: string, modelName: string, config: TrainingConfig): Promise<number | undefined> {
  const { runs } = await listRunFolders(workspaceAt(folder)).catch(() => ({ runs: [] }));
  for (const { record, paths } of runs.toReversed()) {
    if (record.model.name !== modelName || record.config.method !== config.method) continue;
    const rates = readMetrics(paths.metrics)
      .flatMap((each) => (each.kind === "step" && Number.isFinite(each.tokensPerSecond) ? [each.tokensPerSecond] : []))
      .slice(2)
      .sort((a, b) => a - b);
    const median = rates[Math.floor(rates.length / 2)];
    if (median !== undefined && median > 0) return median;
  }
  return undefined;
}
