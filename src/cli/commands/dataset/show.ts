import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { describeDataset, loadDataset } from "../../../app/dataset.ts";
import { defaultDatasetPath } from "../../../app/defaults.ts";
import type { Split } from "../../../core/example.ts";
import { type CommonFlags, createCommand, type Context, runCommand } from "../../command.ts";
import { parseCount, parseSplit } from "../../flags.ts";
import { formatCount } from "../../format.ts";
import { describeCounts } from "./describeCounts.ts";
import { describeExample } from "./describeExample.ts";

interface ShowFlags extends CommonFlags {
  readonly split?: Split;
  readonly limit: number;
}

export function showCommand(): Command {
  return createCommand({
    usage: "show [file]",
    summary: "print what a dataset holds, and its first examples",
    examples: [
      ["dataset show", "the dataset of `espalier dataset build`"],
      ["dataset show other.jsonl --split test --limit 10", "ten held-out examples of another file"],
    ],
  })
    .option("--split <name>", "only train, validation or test", parseSplit)
    .option("--limit <count>", "print so many examples", parseCount, 3)
    .action((file: string | undefined, flags: ShowFlags) => runCommand(flags, (context) => show(file, flags, context)));
}

async function show(file: string | undefined, flags: ShowFlags, { terminal, folder, signal }: Context): Promise<void> {
  const path = file === undefined ? defaultDatasetPath(folder) : resolve(file);
  const { examples } = await loadDataset(path, {}, signal);
  const shown = examples.filter((example) => !flags.split || example.split === flags.split).slice(0, flags.limit);
  const description = describeDataset(examples);
  terminal.emit({ path, ...description, examples: shown });
  terminal.print(
    `${formatCount(examples.length)} examples in ${relative(folder, path)}\n${describeCounts(description)}`,
  );
  for (const example of shown) terminal.print(`\n${describeExample(example)}`);
}
