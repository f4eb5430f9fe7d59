import { statSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { checkDataset, type CheckedDataset, type CheckedRow, worstRows } from "../../../app/check/checkDataset.ts";
import { keepRemarks } from "../../../app/check/keepRemarks.ts";
import { goneSources } from "../../../app/runs/goneSources.ts";
import { datasetPath } from "../../../app/datasets/datasetPath.ts";
import { requireDataset } from "../../../app/datasets/datasetSession.ts";
import { defaultDatasetPath, defaultModel } from "../../../app/defaults.ts";
import { describeExcluded } from "../../../app/datasets/trainingData.ts";
import { counted } from "../../../base/counted.ts";
import { UserError } from "../../../base/errors.ts";
import { PRESETS } from "../../../core/presets.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { EXIT } from "../../exitCode.ts";
import { parseCount } from "../../flags.ts";
import { formatCount } from "../../format.ts";
import { getModelShown } from "../../modelProgress.ts";
import { startProgress } from "../../progress.ts";
import type { Terminal } from "../../terminal.ts";
import { describeChecked } from "./describeChecked.ts";
import { describeLearnedFrom } from "./describeLearnedFrom.ts";

interface CheckFlags extends CommonFlags {
  readonly model?: string;
  readonly template?: string;
  readonly maxTokens?: number;
  readonly difficulty?: boolean;
  readonly limit: number;
}

export function checkCommand(): Command {
  return createCommand({
    usage: "check [dataset]",
    parameters: ["a dataset of this folder by name, or a file of rows (default: dataset)"],
    summary: "find rows that are broken, and examples that are not worth training on",
    examples: [
      ["dataset check", "what is doubtful about the dataset; `dataset show --remark` then chooses by it"],
      ["dataset check other.jsonl", "names each broken line, and what is doubtful about the others"],
      ["dataset check --model smollm2-135m-instruct", "also how long examples are for that model, and what is cut off"],
      ["dataset check --difficulty", "also which answers the default model finds hardest, and which it knows already"],
    ],
  })
    .option("--model <name>", "count tokens as this model does (default: none; with --difficulty, the default model)")
    .option("--template <name>", "the chat template: the name of a variant, or plain (default: the model's own)")
    .option(
      "--max-tokens <count>",
      `tokens that fit into training (default: ${PRESETS.balanced.maxTokens})`,
      parseCount,
    )
    .option(
      "--difficulty",
      "measure the model's loss on each answer, with and without its question; kept for next time",
    )
    .option("--limit <count>", "name so many of the worst, the hardest and the most trivial examples", parseCount, 10)
    .action((dataset: string | undefined, flags: CheckFlags) =>
      runCommand(flags, (context) => check(dataset, flags, context)),
    );
}

async function check(
  dataset: string | undefined,
  flags: CheckFlags,
  { terminal, folder, signal }: Context,
): Promise<number> {
  const path = dataset === undefined ? defaultDatasetPath(folder) : checkedPath(folder, dataset);
  await requireDataset(path);
  const name = flags.model ?? (flags.difficulty ? defaultModel : undefined);
  if (name === undefined) refuseTokenFlags(flags);
  const model = name === undefined ? undefined : await getModelShown(name, terminal, signal);
  const progress = startProgress(terminal, flags.difficulty ? "Measuring" : "Counting tokens");
  const checked = await checkDataset(
    {
      folder,
      path,
      config: {
        maxTokens: flags.maxTokens ?? PRESETS.balanced.maxTokens,
        device: PRESETS.balanced.device,
        ...(flags.template !== undefined && { template: flags.template }),
      },
      ...(model && { model }),
      ...(flags.difficulty && { difficulty: true }),
      listed: flags.limit,
    },
    {
      signal,
      // Losses take so much longer than tokens that those alone are shown where both are counted.
      onProgress: (part, fraction) => {
        if (part === "difficulty" || !flags.difficulty) progress.update(fraction, 1);
      },
    },
  ).finally(() => progress.stop());
  const gone = await goneSources(folder, { dataset: path }, signal);
  terminal.emit({ ...emitted(path, checked), learnedFromGone: gone.runs, learnedFromUnknown: gone.problems });
  const { brokenCount, rows, excluded } = checked;
  terminal.print(
    `${counted(rows.length, "good row")}, ${formatCount(brokenCount)} broken in ${relative(folder, path)}`,
  );
  if (Object.keys(excluded).length > 0)
    terminal.print(`Taking no part, and not looked at: ${describeExcluded(excluded)}`);
  terminal.print(
    describeChecked(checked, { limit: flags.limit, width: terminal.width, ...(model && { modelId: model.id }) }),
  );
  for (const learned of gone.runs) terminal.print(describeLearnedFrom(learned, folder));
  for (const { run, message } of gone.problems)
    terminal.print(`run ${run}: whether the files it learned from are still there is not known: ${message}`);
  // A dataset with a broken row cannot be opened to keep anything with it.
  if (brokenCount === 0) await keepRemarks(path, rows).catch((error: unknown) => noteNotKept(error, terminal));
  return brokenCount === 0 ? EXIT.ok : EXIT.userError;
}

function refuseTokenFlags({ template, maxTokens }: CheckFlags): void {
  const flag = template !== undefined ? "--template" : maxTokens !== undefined ? "--max-tokens" : undefined;
  if (flag === undefined) return;
  throw new UserError(
    "cli/needs-model",
    `${flag} is about the tokens of a model, and none is named`,
    `Add --model NAME, or leave out ${flag}.`,
  );
}

/** What was found is told already; where nothing can be written, only `show --remark` does without. */
function noteNotKept(error: unknown, terminal: Terminal): void {
  if (!(error instanceof UserError)) throw error;
  terminal.note(`${error.message}; \`dataset show --remark\` does not know of these remarks`);
}

/** A file of rows may have any name, so one that is there is meant before a dataset of that name. */
function checkedPath(folder: string, nameOrPath: string): string {
  const path = resolve(nameOrPath);
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? path : datasetPath(folder, nameOrPath);
}

/** For machines: all rows with remarks, each with id and line; difficulties by id and line. */
function emitted(path: string, checked: CheckedDataset) {
  const { description, rows, broken, brokenCount, excluded, rules, lengths, difficulty } = checked;
  const place = ({ line, example }: CheckedRow) => ({ id: example.id, line });
  const named = (list: readonly { readonly index: number }[]) =>
    list.map(({ index, ...rest }) => {
      const row = rows[index];
      return { ...(row && place(row)), ...rest };
    });
  return {
    path,
    ...description,
    brokenCount,
    broken,
    excluded,
    rules,
    remarks: worstRows(rows).map((row) => ({ ...place(row), remarks: row.remarks })),
    ...(lengths && { lengths }),
    ...(difficulty && {
      difficulty: { ...difficulty, hardest: named(difficulty.hardest), trivial: named(difficulty.trivial) },
    }),
  };
}
