import type { Command } from "commander";
import { evaluateRun, type EvaluateRunRequest } from "../../app/evaluateRun.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { describeEvaluation } from "../evaluationReport.ts";
import { parseCount, parseNumber, parseSplit } from "../flags.ts";
import { startProgress } from "../progress.ts";

interface EvaluateFlags extends CommonFlags {
  readonly split?: EvaluateRunRequest["split"];
  readonly dataset?: string;
  readonly scale?: number;
  readonly limit?: number;
}

export function evaluateCommand(): Command {
  return createCommand({
    usage: "evaluate [run]",
    summary: "compare base and tuned model by their loss on examples the run has not seen",
    examples: [
      ["evaluate", "the newest run on its own held-out files"],
      ["evaluate latest --dataset other.jsonl --split test", "on the test examples of another dataset"],
      ["evaluate --scale 0.5 --json", "with half the adapter's strength, as JSON"],
    ],
  })
    .option("--split <name>", "train, validation or test (default: test, or validation if there is none)", parseSplit)
    .option("--dataset <file>", "other examples than the run's own")
    .option("--scale <number>", "strength of the adapter (default: 1)", parseNumber)
    .option("--limit <count>", "use at most so many examples", parseCount)
    .action((run: string | undefined, flags: EvaluateFlags) =>
      runCommand(flags, (context) => evaluate(run ?? "latest", flags, context)),
    );
}

async function evaluate(runId: string, flags: EvaluateFlags, { terminal, folder, signal }: Context): Promise<void> {
  const progress = startProgress(terminal, "Evaluating");
  const { split, dataset, scale, limit } = flags;
  const request = {
    folder,
    runId,
    ...(split && { split }),
    ...(dataset !== undefined && { datasetPath: dataset }),
    ...(scale !== undefined && { scale }),
    ...(limit !== undefined && { limit }),
  };
  const result = await evaluateRun(request, {
    signal,
    onProgress: (share) => progress.update(share, 1),
  }).finally(() => progress.stop());
  terminal.emit(result);
  terminal.print(describeEvaluation(result, result.split));
}
