import { relative } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { datasetPath } from "../../../app/datasets/datasetPath.ts";
import { defaultDatasetPath } from "../../../app/defaults.ts";
import {
  type DatasetSplit,
  describeSplit,
  resplitDataset,
  type SplitShares,
} from "../../../app/settle/splitDataset.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { parseSeed } from "../../flags.ts";
import { describeSplitReport } from "./describeSplit.ts";

interface SplitFlags extends CommonFlags {
  readonly seed?: number;
  readonly shares?: SplitShares;
  readonly newTest?: boolean;
  readonly drawImported?: boolean;
  readonly write?: boolean;
}

export function splitCommand(): Command {
  return createCommand({
    usage: "split [dataset]",
    parameters: ["a dataset of this folder by name, or a file of rows (default: dataset)"],
    summary: "say what held-out examples share with training, or draw the splits anew",
    examples: [
      ["dataset split", "the splits of the dataset, and the overlap that remains between them"],
      ["dataset split --seed 1 --shares 70,10,20", "what another draw would give; nothing is changed"],
      ["dataset split --seed 1 --write", "draw anew and keep it; the test set stays as it is"],
    ],
  })
    .option("--seed <number>", "draw anew with this seed", parseSeed)
    .option("--shares <train,validation,test>", "draw anew with these shares", parseShares)
    .option("--new-test", "let examples leave the test set: earlier figures can no longer be compared")
    .option("--draw-imported", "draw rows anew that brought their split along, too; by default they keep it")
    .option("--write", "keep the splits that were drawn")
    .action((dataset: string | undefined, flags: SplitFlags) =>
      runCommand(flags, (context) => split(dataset, flags, context)),
    );
}

async function split(
  dataset: string | undefined,
  { seed, shares, newTest, drawImported, write }: SplitFlags,
  { terminal, folder, signal }: Context,
): Promise<void> {
  const path = dataset === undefined ? defaultDatasetPath(folder) : datasetPath(folder, dataset);
  const isDrawn = (seed ?? shares ?? newTest ?? drawImported ?? write) !== undefined;
  const result: DatasetSplit = isDrawn
    ? await resplitDataset(
        path,
        {
          seed: seed ?? 0,
          thaws: newTest === true,
          drawsImported: drawImported === true,
          write: write === true,
          ...(shares && { shares }),
        },
        signal,
      )
    : await describeSplit(path, signal);
  terminal.emit({ path, isWritten: write === true, ...result });
  terminal.print(describeSplitReport(result, relative(folder, path)));
  if (isDrawn) terminal.print(write ? "The new splits are stored." : "Nothing was changed; --write keeps this draw.");
}

function parseShares(text: string): SplitShares {
  const words = text.split(/[,/:]/).map((word) => word.trim());
  const [train = Number.NaN, validation = Number.NaN, test = Number.NaN, ...more] = words.map((word) =>
    word === "" ? Number.NaN : Number(word),
  );
  if (more.length > 0 || ![train, validation, test].every(Number.isFinite)) {
    throw new InvalidArgumentError("Expected three numbers such as 80,10,10.");
  }
  return { train, validation, test };
}
