import { type Command, Option } from "commander";
import { evaluateRun, type EvaluateRunRequest } from "../../app/runs/evaluateRun.ts";
import { evaluateGrounded } from "../../app/grounded/evaluateGrounded.ts";
import { UserError } from "../../base/errors.ts";
import type { Split } from "../../core/example.ts";
import { chosenRun, runParameter, USUAL_RUN } from "../chosenRun.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../command.ts";
import { describeEvaluation } from "../evaluationReport.ts";
import { parseCount, parseNumber } from "../flags.ts";
import { formatCount } from "../format.ts";
import { describeGrounded } from "../groundedReport.ts";
import { startProgress } from "../progress.ts";

interface EvaluateFlags extends CommonFlags {
  readonly split?: EvaluateRunRequest["split"];
  readonly dataset?: string;
  readonly scale?: number;
  readonly limit?: number;
  readonly grounded?: true;
}

const SPLITS: readonly Split[] = ["train", "validation", "test"];

export function evaluateCommand(): Command {
  return createCommand({
    usage: "evaluate [run]",
    parameters: [runParameter(USUAL_RUN)],
    summary: "compare base and tuned model by their loss on examples the run has not seen",
    examples: [
      ["evaluate", `${USUAL_RUN}, on its own held-out files`],
      ["evaluate latest --dataset other.jsonl --split test", "the newest run, on the test examples of another dataset"],
      ["evaluate --grounded", "answers with and without passages of the files, base and tuned"],
      ["evaluate --scale 0.5 --json", "with half the adapter's strength, as JSON"],
    ],
  })
    .addOption(
      new Option("--split <name>", "whose examples (default: test, or validation if there is none)").choices(SPLITS),
    )
    .option("--dataset <file>", "other examples than the run's own")
    .option("--scale <number>", "strength of the adapter (default: 1)", parseNumber)
    .option("--limit <count>", "use at most so many examples", parseCount)
    .option("--grounded", "compare answers instead: without sources, with the right passage, with what search finds")
    .action((run: string | undefined, flags: EvaluateFlags) =>
      runCommand(flags, async (context) => evaluate(await chosenRun(run, context), flags, context)),
    );
}

async function evaluate(runId: string, flags: EvaluateFlags, context: Context): Promise<void> {
  if (flags.grounded) return evaluateAnswers(runId, flags, context);
  const { terminal, folder, signal } = context;
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

async function evaluateAnswers(
  runId: string,
  { split, dataset, scale, limit }: EvaluateFlags,
  { terminal, folder, signal }: Context,
): Promise<void> {
  if (dataset !== undefined) throw otherDataset(dataset);
  const progress = startProgress(terminal, "Answering", (count) => formatCount(count));
  const request = {
    folder,
    runId,
    ...(split && { split }),
    ...(scale !== undefined && { scale }),
    ...(limit !== undefined && { limit }),
  };
  const result = await evaluateGrounded(request, {
    signal,
    onProgress: (done, total) => progress.update(done, total),
  }).finally(() => progress.stop());
  terminal.emit(result);
  terminal.print(describeGrounded(result));
}

const otherDataset = (dataset: string): UserError =>
  new UserError(
    "evaluate/grounded-dataset",
    `--dataset ${dataset} and --grounded exclude one another: answers are held to the files that the run learned from`,
    "Leave out one of them.",
  );
