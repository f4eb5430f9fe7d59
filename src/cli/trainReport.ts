import { relative } from "node:path";
import type { RunOutcome } from "../app/runs/startRun.ts";
import type { RunEstimate, ShownExample } from "../protocol/training.ts";
import { formatBytes, formatCount, formatLoss, formatTable } from "./format.ts";
import type { Terminal } from "./terminal.ts";

/** How a run ended, where its result lies and what to type next. */
export function describeOutcome({ run, finished }: RunOutcome, folder: string): string {
  const { record, paths } = run;
  const { step, bestStep, baseValidationLoss: before, bestValidationLoss: after } = finished;
  if (finished.reason === "paused") {
    if (run.state.status === "stopped") return `Stopped at step ${step}, as asked. What it has reached is kept.`;
    return `Paused at step ${step}. Go on with:\n  espalier train --resume ${record.id}`;
  }
  const how = finished.reason === "completed" ? "Finished" : "Ended early, validation no longer improved,";
  const hasHelped = bestStep > 0;
  const losses = !Number.isFinite(after)
    ? "no validation examples"
    : hasHelped
      ? `validation loss ${formatLoss(before)} → ${formatLoss(after)} (best at step ${bestStep})`
      : `training did not help, no validation loss came below the ${formatLoss(before)} of the base model`;
  const isFull = record.config.method === "full";
  return [
    `${how} after ${step} steps: ${losses}.`,
    `${isFull ? "Model" : "Adapter"}: ${relative(folder, isFull ? paths.fullModel : paths.adapter)}`,
    "Next:",
    `  espalier evaluate ${record.id}`,
    `  espalier ask --run ${record.id} "…"`,
  ].join("\n");
}

/** Each example with what the model must learn to write set off from what it only reads. */
export function describeBatch(batch: readonly ShownExample[], colors: Terminal["colors"]): string {
  const blocks = batch.map(({ id, tokens }) => {
    const targets = tokens.filter((token) => token.isTarget).length;
    return [
      colors.bold(`Example ${id}: ${tokens.length} tokens, ${targets} to learn`),
      ...runsOf(tokens).map(({ isTarget, text }) => (isTarget ? colors.green(`+ ${text}`) : colors.dim(`  ${text}`))),
    ].join("\n");
  });
  return [...blocks, "Lines with + are learned; the others are read. Tokens are parted by |."].join("\n\n");
}

export function describeEstimate(estimate: RunEstimate): string {
  const { memory, steps, trainExamples, validationExamples, trainTokens, targetTokens, availableBytes } = estimate;
  const rows = [
    ["training examples", formatCount(trainExamples)],
    ["validation examples", formatCount(validationExamples)],
    ["tokens an epoch", `${formatCount(trainTokens)}, of which ${formatCount(targetTokens)} are learned`],
    ["steps", formatCount(steps)],
    ["weights", formatBytes(memory.weightsBytes)],
    ["activations", formatBytes(memory.activationsBytes)],
    ["adapter and optimiser", formatBytes(memory.optimizerBytes)],
    ["programs", formatBytes(memory.runtimeBytes)],
    ["memory in all", `${formatBytes(memory.totalBytes)} of ${formatBytes(availableBytes)} free`],
  ];
  return [formatTable(rows), ...estimate.warnings.map((warning) => `Note: ${warning}.`)].join("\n");
}

interface TokenRun {
  readonly isTarget: boolean;
  readonly text: string;
}

/** Neighbouring tokens of one kind on one line. */
function runsOf(tokens: ShownExample["tokens"]): TokenRun[] {
  const runs: { isTarget: boolean; texts: string[] }[] = [];
  for (const { isTarget, text } of tokens) {
    const last = runs.at(-1);
    if (last?.isTarget === isTarget) last.texts.push(text);
    else runs.push({ isTarget, texts: [text] });
  }
  return runs.map(({ isTarget, texts }) => ({ isTarget, text: texts.join("|") }));
}
